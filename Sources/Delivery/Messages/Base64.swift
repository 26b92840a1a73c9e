import Foundation

/// RFC 2045 §6.8.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> [UInt8] { Array(Data(bytes).base64EncodedData()) }

    /// Lines of 76 characters ending in CRLF.
    static func appendLines(of text: [UInt8], to bytes: inout [UInt8]) {
        bytes += Data(text).base64EncodedData(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
        bytes += "\r\n".utf8
    }
}
