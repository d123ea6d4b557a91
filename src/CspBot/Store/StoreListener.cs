using System.Data.Common;
using Npgsql;

namespace CspBot.Store;

/// <summary>
/// Hears what other instances committed to PostgreSQL, so that their decisions are acted on
/// here at once; polling is the safety net.
/// </summary>
internal sealed class StoreListener(Database database, Signals signals, Loops loops) : BackgroundService
{
    /// <summary>After so much silence the connection is tried: one that a firewall dropped says nothing for ever.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private NpgsqlConnection? _connection;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Postgres is not { } postgres)
            return;
        await loops.RunAsync("store listener", ct => ListenAsync(postgres, ct), stoppingToken);
        await CloseAsync();
    }

    /// <summary>Until something was heard, or the silence was tried.</summary>
    private async Task<TimeSpan> ListenAsync(NpgsqlDataSource postgres, CancellationToken ct)
    {
        try
        {
            if (_connection is null)
            {
                _connection = await postgres.OpenConnectionAsync(ct);
                _connection.Notification += (_, told) => signals.Raise(told.Payload);
                await SayAsync(_connection, "listen cspbot", ct);
            }
            else if (!await _connection.WaitAsync(Silence, ct))
            {
                await SayAsync(_connection, "select 1", ct);
            }

            return TimeSpan.Zero;
        }
        catch (Exception e) when (e is DbException or OperationCanceledException or InvalidOperationException or IOException)
        {
            await CloseAsync();
            throw;
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
    }

    private static async Task SayAsync(NpgsqlConnection connection, string what, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of the two constants above.
        command.CommandText = what;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
