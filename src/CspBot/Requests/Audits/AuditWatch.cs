using CspBot.Store;

namespace CspBot.Requests.Audits;

/// <summary>
/// Reads the audit's chain piece by piece while the bot runs, and writes its head to the log: a witness outside of the store.
/// </summary>
internal sealed class AuditWatch(Database database, Loops loops, TimeProvider time, ILogger<AuditWatch> log) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(5);

    /// <summary>What was read before is read again so often: somebody may have changed it since.</summary>
    private static readonly TimeSpan WholeAgain = TimeSpan.FromDays(1);

    private AuditMark _mark = AuditMark.Start;
    private DateTimeOffset _begunAt;
    private long _told;
    private string? _problem;

    /// <summary>What is wrong with the chain, as far as it was read; null for nothing.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync("audit", RoundAsync, stoppingToken);

    /// <summary>Reads a piece; returns how long until the next one.</summary>
    public async Task<TimeSpan> RoundAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_mark == AuditMark.Start || now - _begunAt > WholeAgain)
            (_mark, _begunAt) = (AuditMark.Start, now);
        var piece = await database.ReadAsync(session => Audit.WalkAsync(session, _mark, AtOnce), ct);
        if (piece.Break is { } broken)
        {
            log.AuditBroken(broken);
            Volatile.Write(ref _problem, broken);
            _mark = AuditMark.Start;
            return Between;
        }

        _mark = piece.Mark;
        if (!piece.IsWhole)
            return TimeSpan.FromSeconds(1);
        Volatile.Write(ref _problem, null);
        if (_mark.Seq != _told)
            log.AuditHead(_mark.Seq, _mark.Hash, _mark.Chain);
        if (_mark.Seq != _told && _mark.FirstUnsealed is { } unsealed)
            log.AuditUnsealed(unsealed);
        _told = _mark.Seq;
        return Between;
    }
}
