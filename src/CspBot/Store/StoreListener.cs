using System.Data.Common;

namespace CspBot.Store;

/// <summary>Hears what other instances committed to PostgreSQL, so that their decisions are acted on here at once; polling is the safety net.</summary>
internal sealed class StoreListener(Database database, Signals signals, TimeProvider time, ILogger<StoreListener> log) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (database.Postgres is { } postgres && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await postgres.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, told) => signals.Raise(told.Payload);
                await using (var listen = connection.CreateCommand())
                {
                    listen.CommandText = "listen cspbot";
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                while (true)
                    await connection.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (DbException e)
            {
                log.StoreNotThereYet(e);
                await Task.Delay(Between, time, stoppingToken);
            }
        }
    }
}
