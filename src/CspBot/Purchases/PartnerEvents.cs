using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CspBot.Store;

namespace CspBot.Purchases;

/// <summary>
/// Takes Partner Center's webhooks: a signed event that is new brings the next look at the log
/// forward; nothing in it is believed or followed.
/// </summary>
/// <remarks>
/// Delivery and signature: facts partner-center §7.2. At least once, in any order, up to ten times; no event tells of orders (§7.3), so
/// the look at the log stays the only source.
/// </remarks>
internal sealed class PartnerEvents(Database database, PartnerEventCertificates certificates, TimeProvider time, ILogger<PartnerEvents> log)
{
    public const string Path = "/api/partner-center/events";
    private const int Largest = 64 * 1024;

    /// <summary>A replay older than this is refused; younger ones are known by their id.</summary>
    private static readonly TimeSpan OldestTaken = TimeSpan.FromDays(4);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(8);

    public async Task<IResult> TakeAsync(HttpRequest request, CancellationToken ct)
    {
        if (Signature(request) is not { } signature)
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        var certificateUrl = request.Headers["X-MS-Certificate-Url"].ToString();
        var algorithm = request.Headers["X-MS-Signature-Algorithm"].ToString();
        if (certificateUrl.Length == 0 || algorithm.Length == 0)
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        if (await ReadAsync(request, ct) is not { } body)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        if (!algorithm.Equals("rsa-sha256", StringComparison.OrdinalIgnoreCase)
            || !await IsSignedAsync(body, signature, certificateUrl, ct))
        {
            log.EventRefused();
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        return Read(body) is { } happened ? await StoreAsync(happened, ct) : Results.StatusCode(StatusCodes.Status400BadRequest);
    }

    private async Task<IResult> StoreAsync(PartnerEvent happened, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (now - happened.ChangedAt > OldestTaken)
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        var isNew = await database.WriteAsync(
            async session =>
            {
                if (await session.ExecuteAsync(
                    "insert into partner_event(id, at) values (@Id, @at) on conflict (id) do nothing",
                    new { happened.Id, at = PurchaseTable.Ms(now) }) == 0)
                    return false;
                await session.ExecuteAsync("delete from partner_event where at < @at", new { at = PurchaseTable.Ms(now - Remembered) });
                await Turns.HurryAsync(session, PurchaseWatch.Topic, now);
                return true;
            },
            ct);
        if (isNew)
            log.EventTaken(happened.Name.Length <= 64 ? happened.Name : happened.Name[..64]);
        return Results.Ok();
    }

    private async Task<bool> IsSignedAsync(byte[] body, byte[] signature, string certificateUrl, CancellationToken ct)
    {
        using var key = await certificates.FindKeyAsync(certificateUrl, ct);
        return key?.VerifyData(body, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) == true;
    }

    private static byte[]? Signature(HttpRequest request)
    {
        var header = request.Headers["x-ms-signature"].ToString() is { Length: > 0 } own ? own : request.Headers.Authorization.ToString();
        if (!header.StartsWith("Signature ", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            return Convert.FromBase64String(header["Signature ".Length..].Trim());
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > Largest)
            return null;
        using var body = new MemoryStream();
        var part = new byte[8192];
        for (int read; (read = await request.Body.ReadAsync(part, ct)) > 0;)
        {
            if (body.Length + read > Largest)
                return null;
            body.Write(part, 0, read);
        }

        return body.ToArray();
    }

    private static PartnerEvent? Read(byte[] body)
    {
        try
        {
            // A byte order mark is part of what is signed, and no part of the JSON.
            var json = body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body.AsMemory(3) : body;
            using var document = JsonDocument.Parse(json);
            var (name, resource, changed) = (Text(document, "EventName"),
                Text(document, "ResourceUri"),
                Text(document, "ResourceChangeUtcDate"));
            return name is null
                || !DateTimeOffset.TryParse(changed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? null
                : new PartnerEvent(
                    name,
                    at,
                    Convert.ToHexStringLower(SHA256.HashData(
                        Encoding.UTF8.GetBytes($"{name.ToLowerInvariant()}\n{resource?.ToLowerInvariant()}\n{at.UtcTicks}"))));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonDocument document, string name)
    {
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind == JsonValueKind.String)
                return member.Value.GetString();
        }

        return null;
    }

    /// <param name="Id">The same for every delivery of one event.</param>
    private sealed record PartnerEvent(string Name, DateTimeOffset ChangedAt, string Id);
}
