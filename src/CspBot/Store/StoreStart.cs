namespace CspBot.Store;

/// <summary>Brings the schema up to date before anything else starts, and waits for a store that is not there yet.</summary>
internal sealed class StoreStart(Database database, TimeProvider time, ILogger<StoreStart> log) : IHostedService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Migrations.RunAsync(database, time, cancellationToken);
                if (database.IsPostgres)
                    await Migrations.RunCacheAsync(database, cancellationToken);
                return;
            }
            catch (System.Data.Common.DbException e) when (database.IsPostgres)
            {
                log.StoreNotThereYet(e);
                await Task.Delay(Between, time, cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
