import Automation

/// Reads `lists.yaml`: the static lists, each with its purpose.
struct ListsReader {
    let reading: Reading

    func lists(_ document: Document) -> [ListDefinition] {
        guard let block = reading.block(document.root, "lists:", keys: ["lists"]), let lists = block["lists"] else {
            return []
        }
        guard let entries = lists.entries else {
            return reading.texts(lists, "the name of a list").map { ListDefinition($0) }
        }
        return entries.map { entry in
            let description = entry.value.isBlank ? nil : reading.text(entry.value, "what the list is for")
            return ListDefinition(entry.key, description: description)
        }
    }
}
