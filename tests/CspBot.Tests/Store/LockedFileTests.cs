using System.Text.Json;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Store;

/// <summary>Another program, a backup say, holds the write lock of the SQLite file for long.</summary>
public sealed class LockedFileTests
{
    [Theory]
    [InlineData("en-US", "My memory is out of reach just now")]
    [InlineData("fr-FR", "Ma mémoire")]
    public async Task Case26_A_submit_is_answered_while_the_file_is_locked_and_works_after(string locale, string words)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var nora = host.Nora.In(locale);
        var (review, user, subscription) = await Scenarios.ReviewGrantAsync(nora);
        await host.LeapAsync(TimeSpan.Zero);
        await using var backup = new SqliteConnection(host.Services.GetRequiredService<StoreOptions>().ConnectionString);
        await backup.OpenAsync();
        Run(backup, "begin immediate");

        // The lock is let go after the answer only: an answer that waited for it would never come.
        var (_, refused) = await nora.SendAsync(nora.Click(review, "grant-owner/submit"));
        Assert.Contains(words, refused.GetProperty("value").GetProperty("message").GetString(), StringComparison.Ordinal);
        Run(backup, "rollback");

        // A try that met the lock spares the others theirs for a second.
        JsonElement card = default;
        await Eventually.IsTrueAsync("the same click is taken", async () =>
        {
            var (_, body) = await nora.SendAsync(nora.Click(review, "grant-owner/submit"));
            card = body.GetProperty("value");
            return body.GetProperty("type").GetString() == "application/vnd.microsoft.card.adaptive";
        });
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(card));
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await Eventually.IsTrueAsync(
            "one Owner more", async () => (await host.UserOwnersAsync()).Count(owner => owner == (subscription, user)) == 1);
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
