using System.Globalization;
using System.Text.Json.Serialization;
using CspBot.Cache;

namespace CspBot.Cloud;

/// <summary>
/// Usage of a stamp over many days, in pieces of ten days, the newest first: reports of days that are over do not change, so each piece
/// that was read is kept for a while, and who had too little time finds it there the next time.
/// </summary>
internal sealed class StackUsageReader(AzureOperations azure, CacheSegments cache, TimeProvider time)
{
    private const int Piece = 10;
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    /// <summary>
    /// The last day whose reports can be asked for: the service closes a day when the next one is over, too ("the end cannot be today").
    /// </summary>
    public DateOnly LastDay => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-2);

    /// <summary>Reads what was used in these days, both counted, and puts each piece into <paramref name="read"/>.</summary>
    /// <exception cref="CloudFault">The stamp refused or is out of reach; <paramref name="read"/> has what came before.</exception>
    public async Task<bool> ReadAsync(StackDeployment stack, UsageDates days, StackUsageSoFar read, CancellationToken ct)
    {
        // What is used in a day's last hours is reported on the next.
        var (from, end) = (days.From, days.To < LastDay ? days.To.AddDays(2) : LastDay.AddDays(1));
        for (var piece = (end.DayNumber - 1) / Piece; (piece + 1) * Piece > from.DayNumber; piece--)
        {
            var start = DateOnly.FromDayNumber(piece * Piece);
            var until = start.AddDays(Piece) < end ? start.AddDays(Piece) : end;
            read.Add(start, await PieceAsync(stack, start, until, ct));
        }

        return true;
    }

    private async Task<IReadOnlyList<StackUsageLine>> PieceAsync(StackDeployment stack, DateOnly from, DateOnly until, CancellationToken ct)
    {
        var key = string.Create(
            CultureInfo.InvariantCulture, $"stackusage:{stack.RegistrationId.ToLowerInvariant()}:{from:yyyy-MM-dd}:{until:yyyy-MM-dd}");
        if (await cache.ReadAsync(key, StackUsageCacheJson.Default.IReadOnlyListStackUsageLine, ct) is { } kept)
            return kept.Value;
        var lines = await azure.ListStackUsageAsync(stack, from, until, ct);
        await cache.WriteAsync(key, lines, StackUsageCacheJson.Default.IReadOnlyListStackUsageLine, time.GetUtcNow() + Life, ct);
        return lines;
    }
}

/// <summary>What was read so far of a stamp, the newest days first; more may come while it is looked at.</summary>
internal sealed class StackUsageSoFar
{
    private readonly Lock _gate = new();
    private readonly List<StackUsageLine> _lines = [];
    private DateOnly? _since;

    /// <summary>The first day whose reports are all in; null while none is.</summary>
    public DateOnly? Since
    {
        get
        {
            lock (_gate)
                return _since;
        }
    }

    public void Add(DateOnly since, IReadOnlyList<StackUsageLine> lines)
    {
        lock (_gate)
        {
            _since = since;
            _lines.AddRange(lines);
        }
    }

    /// <summary>
    /// What was used in these days, each line once: what is reported on the next day comes with another piece. A day whose own reports are
    /// not in is left out, though some of it was reported later.
    /// </summary>
    public IReadOnlyList<StackUsageLine> Of(DateOnly from, DateOnly to)
    {
        lock (_gate)
        {
            return
            [
                .. _lines
                    .Where(line => line.Day >= from && line.Day <= to && line.Day >= _since)
                    .GroupBy(line => (line.Day, line.Subscription, line.Meter))
                    .Select(of => of.First() with
                    {
                        Quantity = of.Sum(line => line.Quantity),
                        Resources = of.Sum(line => line.Resources),
                        Unnamed = of.Sum(line => line.Unnamed),
                    }),
            ];
        }
    }
}

[JsonSerializable(typeof(IReadOnlyList<StackUsageLine>))]
internal sealed partial class StackUsageCacheJson : JsonSerializerContext;
