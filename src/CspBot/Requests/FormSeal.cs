using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>Ids of forms, and the seal that shows that what is submitted is what was shown, on this button, to this person.</summary>
/// <remarks>
/// A form's id is <c>F-{seconds, hex}-{random}{mac}</c>: it tells when the bot made it, and that the bot
/// made it. Both go by one key of the store.
/// </remarks>
internal sealed class FormSeal(Database database, TimeProvider time) : IDisposable
{
    private const int RandomLetters = 16;
    private const int MacLetters = 24;

    /// <summary>A review older than this shows a cloud that is gone; it is made anew.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(8);

    /// <summary>The clocks of two instances may differ by so much.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim _once = new(1, 1);
    private byte[]? _key;

    /// <summary>A fresh id.</summary>
    public async Task<string> NewFormAsync(CancellationToken ct) => NewForm(await KeyAsync(ct));

    /// <summary>The form that a card sent, if the bot made it not too long ago; else a fresh one.</summary>
    public async Task<string> KeepOrNewAsync(string form, CancellationToken ct)
    {
        var key = await KeyAsync(ct);
        return IsOurs(key, form) && Age(form) <= GoodFor ? form : NewForm(key);
    }

    /// <summary>The seal over what a card shows.</summary>
    public async Task<string> SealAsync(Shown shown, CancellationToken ct) => Seal(await KeyAsync(ct), shown);

    /// <summary>
    /// Makes sealed buttons for what the bot says unasked, also within a transaction: a form and its seal for each button.
    /// </summary>
    public async Task<Func<string, IEnumerable<string>, (string Form, string Seal)>> ForNoticesAsync(CancellationToken ct)
    {
        var key = await KeyAsync(ct);
        return (verb, values) => NewForm(key) is var form ? (form, Seal(key, new Shown(verb, form, null, values))) : default;
    }

    /// <summary>Null when this was shown; otherwise why not.</summary>
    public async Task<Refusal?> CheckAsync(Shown shown, string seal, CancellationToken ct)
    {
        var key = await KeyAsync(ct);
        var same = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Seal(key, shown)), Encoding.UTF8.GetBytes(seal));
        if (!same || !IsOurs(key, shown.Form))
            return new Refusal("NotReviewed");

        // What everybody may click does on live facts what it says: it does not grow old.
        return shown.To is null || Age(shown.Form) <= GoodFor ? null : new Refusal("OldForm");
    }

    public void Dispose() => _once.Dispose();

    private string NewForm(byte[] key)
    {
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        var form = string.Create(
            CultureInfo.InvariantCulture, $"F-{seconds:x}-{RandomNumberGenerator.GetHexString(RandomLetters, lowercase: true)}");
        return form + Mac(key, form);
    }

    /// <summary>Made here, and not in the time to come.</summary>
    private bool IsOurs(byte[] key, string form) =>
        form.Length > MacLetters
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Mac(key, form[..^MacLetters])), Encoding.UTF8.GetBytes(form[^MacLetters..]))
        && Age(form) >= -ClocksDiffer;

    private TimeSpan Age(string form) =>
        time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(form.Split('-')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static string Mac(byte[] key, string form) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Bytes(["form", form])))[..MacLetters];

    private static string Seal(byte[] key, Shown shown) => Convert.ToHexStringLower(HMACSHA256.HashData(
        key,
        Bytes([
            "seal", shown.Verb, shown.Form, shown.To?.TenantId.ToLowerInvariant() ?? "", shown.To?.ObjectId.ToLowerInvariant() ?? "",
            .. shown.Values,
        ])));

    // Length in front of each value: no two different lists give the same bytes.
    private static byte[] Bytes(IEnumerable<string> values) =>
        Encoding.UTF8.GetBytes(string.Concat(values.Select(value => $"{value.Length}:{value};")));

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

/// <summary>What a button was shown with, and what its click must bring back unchanged.</summary>
/// <param name="Verb">The button: a seal is good for no other.</param>
/// <param name="Form">The form's id.</param>
/// <param name="To">
/// Whose button it is; null for one that stands where everybody may click it, and that asks for the clicker's own role.
/// </param>
/// <param name="Values">What was shown, in a fixed order.</param>
internal sealed record Shown(string Verb, string Form, Person? To, IEnumerable<string> Values);
