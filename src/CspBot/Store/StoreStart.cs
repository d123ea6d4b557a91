using System.Data.Common;

namespace CspBot.Store;

/// <summary>
/// Brings the schema up to date before anything else starts. A store that is not there yet is waited for in the background,
/// so that <c>/healthz</c> answers meanwhile.
/// </summary>
internal sealed class StoreStart(Database database, Loops loops, TimeProvider time, ILogger<StoreStart> log) : IHostedService, IDisposable
{
    /// <summary>So long the start waits for the store: mostly it is there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private Task _waiting = Task.CompletedTask;
    private volatile bool _done;

    /// <summary>Null when this version's schema is the store's; else what differs.</summary>
    public string? SchemaNote { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            await MigrateAsync(database.IsPostgres ? either.Token : cancellationToken);
        }
        catch (Exception e) when (database.IsPostgres
            && (e is DbException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)))
        {
            log.StoreNotThereYet(e);
            _waiting = loops.RunAsync("store start", MigrateAsync, _stopping.Token);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _waiting.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task<TimeSpan> MigrateAsync(CancellationToken ct)
    {
        if (_done)
            return TimeSpan.FromDays(1);
        var newer = await Migrations.RunAsync(database, time, ct);
        if (database.IsPostgres)
            await Migrations.RunCacheAsync(database, ct);
        if (newer is not null)
        {
            SchemaNote = $"the store's schema is of a later version ({newer})";
            log.SchemaIsNewer(newer);
        }

        _done = true;
        return TimeSpan.FromDays(1);
    }
}
