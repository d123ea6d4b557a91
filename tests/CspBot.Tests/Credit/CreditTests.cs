using CspBot.Cloud;
using CspBot.Credit;
using CspBot.Sandbox;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CspBot.Tests.Dialogs.AccessScenes;

namespace CspBot.Tests.Credit;

/// <summary>The keeper of the partner's earned credit: who lost the role, since when, told once, and told when it is back.</summary>
public sealed class CreditTests : IAsyncLifetime
{
    /// <summary>Tomas and Aisha approve; Nora made the last grant.</summary>
    private const int Readers = 3;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1.01);
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_role_that_the_customer_removed_is_told_once_over_restarts_and_instances_and_told_again_when_it_is_back()
    {
        await Scenarios.GrantAsync(_host);
        await RoundAsync(_host);
        Assert.Equal(0, await CountAsync("credit/" + Adatum));
        Take(_host, item => item.PrincipalId == Ids.AdminAgents, Development);

        // One look is no proof; the next hour's is.
        await DayAsync();
        Assert.Equal(0, await CountAsync("credit/" + Adatum));
        await HourAsync();
        var told = await _host.Tomas.SeesAsync("Earned credit at risk: Adatum Corporation");
        foreach (var words in new[]
        {
            "Adatum Development", "last seen there", "New-AzRoleAssignment -ObjectId " + Ids.AdminAgents, "Az.Resources 4.1.1",
            "Connect-AzAccount -Tenant " + Adatum, "Set-AzContext -Subscription " + Development,
        })
            Assert.Contains(words, CardReader.Text(told.Card), StringComparison.Ordinal);
        Assert.DoesNotContain("Adatum Production", CardReader.Text(told.Card), StringComparison.Ordinal);

        var card = CardReader.Text(await _host.Nora.SaysAsync("customers adatum"));
        Assert.Contains("No earned credit on Adatum Development", card, StringComparison.Ordinal);
        Assert.Contains("subscriptions of the Azure plan: 1", card, StringComparison.Ordinal);

        // Who made the last grant there is told too.
        await _host.Nora.SeesAsync("Earned credit at risk: Adatum Corporation");
        await using (var other = await _host.StartAnotherAsync())
        {
            await HourAsync();
            await WalkAsync(other);
        }

        await _host.RestartAsync();
        await HourAsync();
        await DayAsync();
        Assert.Equal(Readers, await CountAsync("credit/" + Adatum + "/lost"));

        Give(_host, Ids.AdminAgents, "ForeignGroup", Ids.Contributor, subscription: Development);
        await HourAsync();
        await _host.Tomas.SeesAsync("Earned credit is safe again: Adatum Corporation");
        await HourAsync();
        Assert.Equal(Readers, await CountAsync("credit/" + Adatum + "/mended"));
    }

    [Fact]
    public async Task A_role_that_only_reads_earns_nothing_and_legacy_offers_and_what_nobody_can_read_alarm_nobody()
    {
        var legacy = "3c0ffee0-0000-4000-8000-000004000001";
        Take(_host, item => item.PrincipalId == Ids.AdminAgents, legacy);
        await RoundAsync(_host);
        await HourAsync();
        var lost = _host.Teams.Messages.Where(message => message.Text.Contains("Earned credit at risk", StringComparison.Ordinal));
        Assert.DoesNotContain(lost, message => message.Text.Contains("Contoso Ltd", StringComparison.Ordinal));
        Assert.DoesNotContain(lost, message => message.Text.Contains("Wingtip", StringComparison.Ordinal));
        Take(_host, item => item.PrincipalId == Ids.AdminAgents);
        Give(_host, Ids.AdminAgents, "ForeignGroup", Ids.Reader);
        await DayAsync();

        // What could not be read is no look: it is missing twice before it is told, whatever a starved machine let time out.
        bool IsTold() => lost.Any(message => message.Text.Contains("Adatum Corporation", StringComparison.Ordinal));
        for (var hours = 0; hours < 5 && !IsTold(); hours++)
            await HourAsync();
        await _host.Tomas.SeesAsync("Earned credit at risk: Adatum Corporation");
        var rows = await _host.Services.GetRequiredService<CreditDesk>().ListAsync(Adatum, default);
        Assert.Equal([("Adatum Development", false), ("Adatum Production", true)], rows.Select(row => (row.Name, row.IsLost)));
    }

    [Fact]
    public async Task When_Azure_hides_everything_it_is_our_own_account_and_no_customer_is_told_about()
    {
        await RoundAsync(_host);
        await _host.LeapAsync(TimeSpan.FromHours(24));
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "GET", path = "roleAssignments", status = 403, code = "AuthorizationFailed" });
        await RoundAsync(_host);
        await HourAsync();
        await _host.ClearFaultsAsync();
        Assert.DoesNotContain(_host.Teams.Messages, message => message.Text.Contains("Earned credit at risk", StringComparison.Ordinal));
        Assert.All(
            await _host.Services.GetRequiredService<CreditDesk>().ListAsync(Adatum, default), row => Assert.Null(row.MissingAt));
    }

    [Theory]
    [InlineData("nothing, earned", "earned", "None")]
    [InlineData("earned, missing", "doubt", "None")]
    [InlineData("nothing, missing", "doubt", "None")]
    [InlineData("earned, missing, missing", "lost", "Lost")]
    [InlineData("earned, missing, unread, missing", "lost", "Lost")]
    [InlineData("earned, missing, missing at once", "doubt", "None")]
    [InlineData("earned, missing, missing, missing", "lost", "None")]
    [InlineData("earned, missing, earned", "earned", "None")]
    [InlineData("earned, missing, missing, earned", "earned", "Mended")]
    [InlineData("earned, missing, missing, unread", "lost", "None")]
    [InlineData("earned, missing, missing, earned, missing, missing", "lost", "Lost")]
    [InlineData("earned, unread", "earned", "None")]
    public void What_is_remembered_and_told_follows_from_the_looks(string looks, string state, string news)
    {
        var subscription = new CspBot.Cloud.AzureSubscription(Production, "Production", SubscriptionKind.AzurePlan, "p", IsActive: true);
        var now = new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);
        var (row, told) = ((KnownCredit?)null, CreditNews.None);
        foreach (var look in looks.Split(", ").Where(look => look != "nothing"))
        {
            now += look.EndsWith("at once", StringComparison.Ordinal) ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1);
            var read = look.StartsWith("unread", StringComparison.Ordinal) ? null : new CreditRead(look == "earned", IsHidden: false);
            var fault = new CloudFault(CloudReason.NoDelegatedAdministration, "login", 400, "x", null, "no");
            (row, told) = new CreditSighting(subscription, read, read is null ? fault : null).After(row, Adatum, now);
        }

        Assert.Equal(state, row switch { { IsLost: true } => "lost", { MissingAt: not null } => "doubt", _ => "earned" });
        Assert.Equal(news, told.ToString());
    }

    /// <summary>The first round of all customers.</summary>
    private static async Task RoundAsync(BotHost host)
    {
        await WalkAsync(host);
        for (var step = 0; step < 4; step++)
        {
            await host.LeapAsync(Step);
            await WalkAsync(host);
        }
    }

    private async Task DayAsync()
    {
        await _host.LeapAsync(TimeSpan.FromHours(24));
        await RoundAsync(_host);
    }

    private async Task HourAsync()
    {
        await _host.LeapAsync(TimeSpan.FromHours(1.1));
        await RoundAsync(_host);
    }

    private static Task<bool> WalkAsync(BotHost host) => host.Services.GetRequiredService<CreditWatch>().WalkAsync(default);

    private async Task<int> CountAsync(string subject) =>
        (await _host.OutboxAsync()).Count(place => place.Subject.StartsWith(subject, StringComparison.Ordinal));
}
