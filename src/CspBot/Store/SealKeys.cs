using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace CspBot.Store;

/// <summary>
/// Keys outside of the store that seal what stands in it: who can write the store alone cannot make a seal. The first one seals, all of
/// them verify, so that a key can be replaced.
/// </summary>
internal sealed class SealKeys
{
    /// <summary>Bytes that a key has at least.</summary>
    public const int Shortest = 32;

    private readonly IReadOnlyList<(string Id, byte[] Key)> _keys;

    public SealKeys(IEnumerable<byte[]> keys) =>
        _keys = [.. keys.Select(key => (Convert.ToHexStringLower(SHA256.HashData([.. "cspbot-seal-key:"u8, .. key]))[..8], key))];

    /// <summary>No key: nothing is sealed.</summary>
    public static SealKeys None { get; } = new([]);

    /// <summary>Name of the key that seals, eight hexadecimal digits; null without a key.</summary>
    public string? Current => _keys.Count > 0 ? _keys[0].Id : null;

    /// <summary>HMAC-SHA256 under this key; null when it is not here.</summary>
    public byte[]? Seal(string key, byte[] bytes) =>
        _keys.FirstOrDefault(known => known.Id == key) is { Key: { } secret } ? HMACSHA256.HashData(secret, bytes) : null;

    /// <summary>
    /// The keys of the settings; without any, SQLite's own: a file beside the database and not in it, made when it is not there, for its
    /// owner only. PostgreSQL is shared by instances on several machines, so that its key must be set; until then nothing is sealed.
    /// </summary>
    /// <param name="text">Keys as hexadecimal digits or base64, separated by commas or line breaks; null for none.</param>
    /// <param name="store">Where the store is.</param>
    public static SealKeys Open(string? text, StoreOptions store)
    {
        if (!string.IsNullOrWhiteSpace(text))
            return new SealKeys(Parse(text) ?? throw new InvalidOperationException("The audit's key is none."));
        if (store.IsPostgres || new SqliteConnectionStringBuilder(store.ConnectionString).DataSource is ":memory:" or "")
            return None;
        var file = Path.GetFullPath(new SqliteConnectionStringBuilder(store.ConnectionString).DataSource) + ".audit-key";
        if (!File.Exists(file))
            Make(file);
        return new SealKeys(Parse(File.ReadAllText(file)) ?? throw new InvalidOperationException($"{file} holds no key of the audit."));
    }

    /// <summary>Null when the text is no list of keys that are long enough.</summary>
    public static IReadOnlyList<byte[]>? Parse(string text)
    {
        var keys = new List<byte[]>();
        foreach (var word in text.Split([',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            byte[] key;
            if (word.Length % 2 == 0 && word.All(char.IsAsciiHexDigit))
            {
                key = Convert.FromHexString(word);
            }
            else
            {
                key = new byte[word.Length];
                if (!Convert.TryFromBase64String(word, key, out var length))
                    return null;
                key = key[..length];
            }

            if (key.Length < Shortest)
                return null;
            keys.Add(key);
        }

        return keys.Count > 0 ? keys : null;
    }

    private static void Make(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var writer = new StreamWriter(file, options);
            writer.WriteLine(RandomNumberGenerator.GetHexString(64, lowercase: true));
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process made it in this moment; its key is the one.
        }
    }
}
