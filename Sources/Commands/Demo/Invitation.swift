import Foundation

/// Explains how to look at a demo that stays up, take part in it, and stop it.
struct Invitation {
    let house: DemoHouse

    var text: String {
        """

        Everything is still up, and the clock runs on. Now it is your turn:
          take part      curl -u \(house.writeKey): -d email=you@example.com -d first_name=You \\
                              \(house.api)/v1/forms/ebook-watering
          read the mail  \(house.folder.mail.path)/new
          ask the data   psql "\(house.database.conninfo)"
                         SELECT * FROM automation.overview;  SELECT * FROM automation.timeline(1);
          stop           Ctrl-C; nothing is left running\(removal)

        """
    }

    private var removal: String {
        house.isKept ? "" : ", and \(house.folder.url.path) is removed (--keep keeps it)"
    }
}
