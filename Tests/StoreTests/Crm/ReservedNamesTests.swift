import Automation
import Postgres
import Testing

/// No declared property may have the name of a column, because one JSON object carries both.
struct ReservedNamesTests {
    @Test(arguments: [("crm.contacts", PropertySubject.contact), ("crm.companies", .company)])
    func `every column is a name that no property can have`(table: String, subject: PropertySubject) async throws {
        try await Scene.lend { scene in
            let columns = try await scene.texts(
                "attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped",
                [.text(table)]
            )
            #expect(columns.count > 5)
            for column in columns {
                #expect(PropertySchema.isReserved(PropertyReference(column, of: subject)), "\(table).\(column)")
            }
        }
    }

    @Test func `a name of one's own is free`() {
        #expect(!PropertySchema.isReserved(PropertyReference("persona")))
        #expect(!PropertySchema.isReserved(PropertyReference("updated_at", of: .company)))
    }
}
