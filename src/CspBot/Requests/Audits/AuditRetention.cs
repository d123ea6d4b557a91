using System.Globalization;
using CspBot.Store;

namespace CspBot.Requests.Audits;

/// <summary>
/// Lets the oldest entries go after their time (<c>Audit:KeepFor</c>; for good without it): a checkpoint in the chain says how far they
/// went and what the last of them was, and from there the rest is checked.
/// </summary>
internal sealed class AuditRetention(Database database, AuditOptions options, Loops loops, TimeProvider time) : BackgroundService
{
    /// <summary>The event that says how far.</summary>
    public const string Retired = "retired";

    private const int AtOnce = 500;
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(
        "audit retention", async ct => await RetireAsync(ct) == AtOnce ? TimeSpan.FromSeconds(1) : Between, stoppingToken);

    /// <summary>Where the chain begins: null for its first entry. Whether the checkpoint is true is seen when it is reached.</summary>
    public static async Task<AuditMark?> BaseAsync(Session session)
    {
        var document = await session.QueryOneAsync<string>(
            $"select document from audit where kind = '{Retired}' order by seq desc limit 1");
        return document is not null
            && AuditFields.Of(0, document) is { } fields
            && long.TryParse(fields.GetValueOrDefault("detail.last"), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? Audit.MarkOf(last, fields.GetValueOrDefault("detail.hash") ?? "", fields.GetValueOrDefault("detail.lastLink") ?? "")
            : null;
    }

    /// <summary>Lets a piece go; returns how many went.</summary>
    public Task<int> RetireAsync(CancellationToken ct) => options.KeepFor is not { } keepFor
        ? Task.FromResult(0)
        : Audit.WriteAsync(
            database,
            async session =>
            {
                var (now, from) = (time.GetUtcNow(), await BaseAsync(session) ?? AuditMark.Start);
                var before = (now - keepFor).ToUnixTimeMilliseconds();

                // The first one that stays; what lies behind it stays too, whatever its clock said.
                var stays = await session.QueryOneAsync<long?>("select min(seq) from audit where at >= @before", new { before })
                    ?? await session.QueryOneAsync<long?>("select max(seq) + 1 from audit")
                    ?? 0;
                var count = (int)Math.Min(AtOnce, stays - 1 - from.Seq);
                if (count <= 0)
                    return 0;

                // A chain that is broken stays as it is: whoever looks into it needs what is there.
                var piece = await Audit.WalkAsync(session, from, count);
                if (piece.Break is not null || piece.Mark.Seq != from.Seq + count)
                    return 0;
                var detail = new Dictionary<string, string?>
                {
                    ["last"] = piece.Mark.Seq.ToString(CultureInfo.InvariantCulture),
                    ["count"] = count.ToString(CultureInfo.InvariantCulture),
                    ["hash"] = piece.Mark.Hash,
                    ["lastLink"] = piece.Mark.Chain,
                };
                await Audit.AppendAsync(session, new AuditEvent(Retired, null, null, null, detail), now);
                return await session.ExecuteAsync("delete from audit where seq <= @Seq", new { piece.Mark.Seq });
            },
            ct);
}
