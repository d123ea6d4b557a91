using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CspBot.Partner;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CspBot.Requests.Audits;

/// <summary>What a link gives, to whom, until when: all of it stands in the link, under the seal that the instances share.</summary>
/// <param name="Person">Who asked; their role is read again when the file is fetched.</param>
/// <param name="UpTo">The last entry that is in it.</param>
/// <param name="IsCsv">Lines for a spreadsheet, not the form that can be checked.</param>
/// <param name="Until">Unix seconds.</param>
/// <param name="Language">In which the person asked.</param>
internal sealed record ExportTicket(Person Person, AuditFilter Filter, long UpTo, bool IsCsv, long Until, string Language);

/// <summary>Short-lived links to files of the audit. Nothing is kept of them: any instance can open what any other gave.</summary>
internal sealed class ExportLinks(FormSeal seals, ExportOptions options, IServer server)
{
    /// <summary>The route below which files are fetched.</summary>
    public const string Path = "/exports";

    /// <summary>So long a link works.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    private const string Purpose = "exports";
    private const int LongestToken = 4_000;

    /// <summary>Where browsers reach the bot; null when nobody said.</summary>
    public Uri? Address
    {
        get
        {
            if (!string.IsNullOrWhiteSpace(options.Address))
                return new Uri(options.Address);
            var own = server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(one => new Uri(one)).ToList() ?? [];
            return own.Count > 0 && own.TrueForAll(one => one.IsLoopback) ? own[0] : null;
        }
    }

    /// <summary>The link; null when nobody said where browsers reach the bot.</summary>
    public async Task<Uri?> MakeAsync(ExportTicket ticket, CancellationToken ct)
    {
        if (Address is not { } address)
            return null;
        var said = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(ticket, RequestJson.Plain));
        return new Uri(address, $"{Path}/{said}.{await SealAsync(said, ct)}");
    }

    /// <summary>What a link says; null for one that the bot did not give, whatever it says.</summary>
    public async Task<ExportTicket?> ReadAsync(string token, CancellationToken ct)
    {
        if (token.Length > LongestToken || token.Split('.') is not [var said, var seal])
            return null;
        var right = await SealAsync(said, ct);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(seal)))
            return null;
        return JsonSerializer.Deserialize<ExportTicket>(Base64Url.DecodeFromChars(said), RequestJson.Plain);
    }

    private Task<string> SealAsync(string said, CancellationToken ct) => seals.SealAsync(new Shown(Purpose, "", null, [said]), ct);
}
