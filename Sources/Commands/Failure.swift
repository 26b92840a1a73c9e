import ArgumentParser
import Definitions
import Foundation
import Postgres
import Settings
import Store

/// Ends a command with one clear line on standard error, or with one line for each mistake.
///
/// Exit codes: 1 if the command failed; 2 if the command line, the settings or the files are wrong.
func reporting<T>(_ body: () async throws -> T) async throws -> T {
    do { return try await body() } catch let exit as ExitCode {
        throw exit
    } catch let mistakes as SettingsMistakes {
        throw complain(mistakes.lines, code: 2)
    } catch let invalid as InvalidDefinitions {
        throw complain(invalid.diagnostics.map(\.description) + [invalid.summary], code: 2)
    } catch let rows as UnusableRows {
        let count = rows.count == 1 ? "1 row" : "\(rows.count) rows"
        throw complain(rows.explanations + ["\(count) cannot be taken over. Nothing was imported."], code: 2)
    } catch let file as UnusableFile {
        throw complain(["relance: \(file)"], code: 2)
    } catch let error as PostgresError where error.kind == .address {
        throw complain(["relance: database.url (RELANCE_DATABASE_URL): \(error)"], code: 2)
    } catch let error as ValidationError {
        throw complain(["relance: \(error.message)"], code: 2)
    } catch is CancellationError {
        throw ExitCode(1)
    } catch {
        throw complain(["relance: \(error)"], code: 1)
    }
}

func complain(_ lines: [String], code: Int32) -> ExitCode {
    FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    return ExitCode(code)
}

extension InvalidDefinitions {
    var summary: String {
        "\(errors.count) \(errors.count == 1 ? "mistake" : "mistakes"). Nothing was applied."
    }
}
