import Automation

/// Reads one segment's file.
struct SegmentReader {
    let reading: Reading

    func segment(_ document: Document) -> Segment? {
        let keys = ["segment", "description", "contacts"]
        guard let block = reading.block(document.root, "a segment", keys: keys) else { return nil }
        reading.requireName(block, .segment)
        let description = block["description"].flatMap { reading.text($0, "a text") }
        guard let contacts = block["contacts"] else {
            reading.error("\"contacts\" is missing: who belongs to it?", at: block.place)
            return nil
        }
        let filter = FilterReader(reading: reading).filter(contacts)
        return filter.map { Segment(document.name, description: description, $0) }
    }
}
