import Engine
import Testing

/// A cache stays small for any number of keys, and keeps those that are used.
struct BoundedCacheTests {
    @Test func `what was kept is found, and the latest value of a key holds`() {
        var cache = BoundedCache<String, Int>(limit: 4)
        cache.keep(1, for: "a")
        cache.keep(2, for: "a")

        #expect(cache.value(for: "a") == 2)
        #expect(cache.value(for: "b") == nil)
        #expect(cache.count == 1)
    }

    @Test(arguments: [2, 3, 10, 64])
    func `it never holds more than its limit`(limit: Int) {
        var cache = BoundedCache<Int, Int>(limit: limit)
        for key in 0..<1000 {
            cache.keep(key, for: key)
            _ = cache.value(for: key / 2)
            #expect(cache.count <= limit)
            #expect(cache.value(for: key) == key)
        }
    }

    @Test func `what is used again and again stays, while a thousand others pass once`() {
        var cache = BoundedCache<Int, String>(limit: 10)
        cache.keep("kept", for: -1)
        for key in 0..<1000 {
            cache.keep("passing", for: key)
            #expect(cache.value(for: -1) == "kept")
        }
        #expect(cache.value(for: 0) == nil)
    }

    @Test func `a new value of an old key replaces it in both generations`() {
        var cache = BoundedCache<Int, String>(limit: 4)
        for key in 0..<3 { cache.keep("old", for: key) }
        cache.keep("new", for: 0)
        cache.keep("new", for: 3)

        #expect(cache.value(for: 0) == "new")
        #expect(cache.count <= 4)
    }
}
