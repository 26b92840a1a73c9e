import Testing

@testable import Commands

struct SchemaCommandTests {
    @Test func `relance schema lists each kind of file, with the files it is for`() {
        #expect(
            SchemaCommand.Kind.allCases.map(\.line) == [
                "workflow    workflows/*.yaml",
                "email       emails/*.yaml",
                "segment     segments/*.yaml",
                "lists       lists.yaml",
                "topics      topics.yaml",
                "properties  properties.yaml",
                "settings    relance.yaml",
            ]
        )
    }

    @Test(arguments: SchemaCommand.Kind.allCases)
    func `relance schema prints a schema of each kind`(kind: SchemaCommand.Kind) throws {
        #expect(try kind.text().contains(#""$schema" : "http://json-schema.org/draft-07/schema#""#))
    }
}
