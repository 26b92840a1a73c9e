import Foundation
import Settings

extension Settings {
    /// The settings of a demo: its own database, key and secret, and mail into the folder, so that nothing leaves the
    /// machine.
    static func demo(in folder: DemoFolder, database: String, port: Int) -> Settings {
        var settings = Settings()
        settings.database.url = Secret(database)
        settings.workspace.defaultSender = Sender(
            name: "Camille, Garden Example",
            address: "camille@garden.example.com"
        )
        settings.workspace.postalAddress = "Garden Example, 12 rue des Lilas, 34000 Montpellier, France"
        settings.email.transport = .maildir
        settings.email.maildir = folder.mail.path
        settings.tracking.secrets = [TrackingSecret(id: "1", secret: Secret(random(digits: 64)))]
        settings.api.port = port
        settings.api.writeKeys = [Secret("demo-\(random(digits: 8))")]
        settings.worker.slots = 2
        // A day may last a second; then a hundredth of a second is a quarter of an hour.
        settings.worker.pollIdle = .milliseconds(40)
        settings.coordinator.tick = .milliseconds(10)
        return settings
    }

    /// The same settings with the port on which the API listens.
    func listening(on port: Int) -> Settings {
        var settings = self
        settings.api.port = port
        settings.workspace.publicURL = URL(string: "http://127.0.0.1:\(port)")!
        return settings
    }

    private static func random(digits: Int) -> String {
        var source = SystemRandomNumberGenerator()
        return String((0..<digits).map { _ in "0123456789abcdef".randomElement(using: &source)! })
    }
}
