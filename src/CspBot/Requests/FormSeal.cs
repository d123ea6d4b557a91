using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>Ids of forms, and the seal that shows that what is submitted is what was reviewed, by the same person.</summary>
internal sealed class FormSeal(Database database, TimeProvider time) : IDisposable
{
    /// <summary>A review older than this shows a cloud that is gone; it is made anew.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(8);
    private readonly SemaphoreSlim _once = new(1, 1);
    private byte[]? _key;

    /// <summary>A fresh id; it tells when the form was made.</summary>
    public string NewForm() => string.Create(CultureInfo.InvariantCulture, $"F-{time.GetUtcNow().ToUnixTimeSeconds():x}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");

    /// <summary>The seal over everything that the review showed.</summary>
    public async Task<string> SealAsync(string form, Person person, IEnumerable<string> values, CancellationToken ct) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(await KeyAsync(ct), Bytes(form, person, values)));

    /// <summary>Null when the submitted values are the reviewed ones; otherwise why not.</summary>
    public async Task<Refusal?> CheckAsync(string form, Person person, IEnumerable<string> values, string seal, CancellationToken ct)
    {
        var expected = await SealAsync(form, person, values, ct);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(seal)))
            return new Refusal("NotReviewed");
        return MadeAt(form) is { } made && time.GetUtcNow() - made <= GoodFor ? null : new Refusal("OldForm");
    }

    public void Dispose() => _once.Dispose();

    private static DateTimeOffset? MadeAt(string form) =>
        form.Split('-') is [_, var seconds, _] && long.TryParse(seconds, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var at) && at < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(at)
            : null;

    // Length in front of each value: no two different lists give the same bytes.
    private static byte[] Bytes(string form, Person person, IEnumerable<string> values) =>
        Encoding.UTF8.GetBytes(string.Concat(values.Prepend(person.ObjectId.ToLowerInvariant()).Prepend(person.TenantId.ToLowerInvariant()).Prepend(form).Select(value => $"{value.Length}:{value};")));

    /// <summary>All instances share the key through the store; the first one makes it.</summary>
    private async Task<byte[]> KeyAsync(CancellationToken ct)
    {
        if (_key is not null)
            return _key;
        await _once.WaitAsync(ct);
        try
        {
            return _key ??= Convert.FromHexString(await database.WriteAsync(
                async session =>
                {
                    await session.ExecuteAsync(
                        "insert into setting(name, value) values ('form-seal', @value) on conflict (name) do nothing",
                        new { value = RandomNumberGenerator.GetHexString(64) });
                    return (await session.QueryOneAsync<string>("select value from setting where name = 'form-seal'"))!;
                },
                ct));
        }
        finally
        {
            _once.Release();
        }
    }
}
