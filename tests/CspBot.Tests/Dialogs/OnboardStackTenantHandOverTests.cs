using CspBot.Dialogs.OnboardStackTenant;
using CspBot.Requests;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CspBot.Tests.Dialogs.StackHandOverScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>We keep the tenant and hand the account of its local subscription over: made, found, and told.</summary>
public sealed class OnboardStackTenantHandOverTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_local_subscription_is_made_once_on_each_deployment_and_handed_over_in_both_languages()
    {
        var (account, tenant) = await AccountAsync(_host);
        var review = await ReviewAsync(_host, StackScenarios.Both, account);
        var text = CardReader.Text(review);
        Assert.Contains($"{account} is an account of the customer’s directory", text, StringComparison.Ordinal);
        Assert.Contains("Paris: a local subscription is made from the offer paris", text, StringComparison.Ordinal);
        var id = await StackScenarios.ApproveAsync(_host, review);
        var done = await FinishAsync(_host, id, tenant, StackScenarios.Both);
        Assert.Contains("Made and read back: Adatum Corporation - Paris", done.Text, StringComparison.Ordinal);
        Assert.Contains($"the account {account} is handed over", done.Text, StringComparison.Ordinal);
        Assert.Contains(Place, done.Text, StringComparison.Ordinal);
        var made = await MadeAsync(_host, tenant);
        Assert.Equal(["Lyon", "Paris"], made.Select(one => one.Deployment).Order());
        Assert.All(made, one => Assert.Equal(account, one.Owner));
        Assert.Equal(2, await PutsAsync(_host));

        var card = await _host.Nora.ClicksAsync(done.Card, HandOver, null, done.Id);
        var told = CardReader.Text(card);
        var domain = "adatum.onmicrosoft.com";
        foreach (var sentence in new[]
        {
            $"https://portal.paris.fabrikam.example/{domain}",
            $"https://portal.lyon.fabrikam.example/{domain}",
            made[0].Id,
            made[1].Id,
            account,
            "No password stands on this card",
            Place,
            "Hello, the Azure Stack subscription of Adatum Corporation is ready.",
            "Bonjour, l’abonnement Azure Stack d’Adatum Corporation est prêt.",
            "change the password and set up multi-factor authentication",
        })
            Assert.Contains(sentence, told, StringComparison.Ordinal);

        // Another agent reaches the same out of the list of tenants, in French.
        var list = await _host.Nora.In("fr-FR").SaysAsync("intégrer stack locataires adatum");
        var choice = CardReader.Choices(list, "mapping").Single(one => one.Title.EndsWith("Paris", StringComparison.Ordinal));
        card = await _host.Nora.In("fr-FR").ClicksAsync(list, HandOver, new Dictionary<string, string> { ["mapping"] = choice.Value });
        told = CardReader.Text(card);
        Assert.Contains("Aucun mot de passe ne figure sur cette carte", told, StringComparison.Ordinal);
        Assert.Contains(made.Single(one => one.Deployment == "Paris").Id, told, StringComparison.Ordinal);
        Assert.Contains(Place, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_answer_that_was_lost_leaves_one_subscription(bool cut, bool afterWrite)
    {
        var (account, tenant) = await AccountAsync(_host);
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        await _host.ControlAsync("faults", cut
            ? new { api = "stackadmin", method = "PUT", path = Subscriptions, times = 1, afterWrite, dropConnection = true }
            : new { api = "stackadmin", method = "PUT", path = Subscriptions, times = 1, afterWrite, status = 500 });
        var done = await FinishAsync(_host, id, tenant, "Lyon");
        Assert.Contains("Made and read back", done.Text, StringComparison.Ordinal);
        Assert.Single(await MadeAsync(_host, tenant));

        // What was ours stays ours after the lost answer: undo takes it back.
        await UndoAsync(_host, id, done);
        Assert.Empty(await MadeAsync(_host, tenant));
    }

    [Fact]
    public async Task Without_an_offer_a_person_makes_it_and_the_request_goes_on_by_itself()
    {
        await _host.DisposeAsync();
        _host = await BotHost.StartAsync(new Dictionary<string, string?> { ["Stack:Deployments:1:Offer"] = null });
        await _host.Tomas.InstallAsync();
        var (account, tenant) = await AccountAsync(_host);
        var review = await ReviewAsync(_host, "Lyon", account);
        Assert.Contains("Lyon: no offer is configured", CardReader.Text(review), StringComparison.Ordinal);
        var id = await StackScenarios.ApproveAsync(_host, review);
        var waits = await ConsentAsync(_host, id, tenant, "Lyon", "no offer is configured for the bot");
        Assert.Contains(
            $"New-AzsUserSubscription -OfferId <offer> -Owner '{account}' -TenantId {tenant}", waits.Text, StringComparison.Ordinal);
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        Assert.Equal(0, await PutsAsync(_host));
        Stand(_host, tenant, account);
        await _host.LeapAsync(TimeSpan.FromHours(5));
        await StackScenarios.OwnAsync(_host, id, "Stood already: By hand");
        await StackScenarios.OwnAsync(_host, id, "Done and verified");
    }

    [Fact]
    public async Task Out_of_reach_it_is_done_by_hand_on_somebodys_word_and_undo_asks_for_nothing_that_was_not_made()
    {
        var (account, tenant) = await AccountAsync(_host);
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
        await _host.ControlAsync("faults", new { api = "stackadmin", status = 403, code = "AuthorizationFailed" });
        var waits = await ConsentAsync(_host, id, tenant, "Lyon", "Get-AzsHealthReport");
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        waits = await StackScenarios.OwnAsync(_host, id, "New-AzsUserSubscription");
        Assert.Contains("Lyon is out of the bot’s reach", waits.Text, StringComparison.Ordinal);
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        waits = await StackScenarios.OwnAsync(_host, id, "does not see the local subscription of Adatum Corporation on Lyon");
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        var done = await StackScenarios.OwnAsync(_host, id, "Done and verified");
        Assert.Contains("Not seen by the bot: Nora Lind says that it is done", done.Text, StringComparison.Ordinal);
        var card = CardReader.Text(await _host.Nora.ClicksAsync(done.Card, HandOver, null, done.Id));
        Assert.Contains("Lyon could not be read", card, StringComparison.Ordinal);
        await _host.ClearFaultsAsync();
        var ended = await UndoAsync(_host, id, done);
        Assert.DoesNotContain("delete the local subscription", ended.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await _host.CallsAsync(), call => call.GetProperty("method").GetString() == "DELETE"
            && call.GetProperty("path").GetString()!.Contains(Subscriptions, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stamp_that_refuses_says_so_and_waits()
    {
        var (account, tenant) = await AccountAsync(_host);
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        await _host.ControlAsync(
            "faults", new { api = "stackadmin", method = "PUT", path = Subscriptions, status = 400, code = "OfferNotReady", times = 1 });
        var waits = await ConsentAsync(_host, id, tenant, "Lyon", "Lyon does not make the local subscription of Adatum Corporation");
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await StackScenarios.OwnAsync(_host, id, "Done and verified");
        Assert.Single(await MadeAsync(_host, tenant));
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_waited_for_and_a_guest_is_refused()
    {
        const string later = "stack@adatum.onmicrosoft.com";
        var (_, tenant) = await AccountAsync(_host);
        var review = await ReviewAsync(_host, "Lyon", later);
        Assert.Contains($"{later} is not in the customer’s directory yet", CardReader.Text(review), StringComparison.Ordinal);
        var id = await StackScenarios.ApproveAsync(_host, review);
        await ConsentAsync(_host, id, tenant, "Lyon", $"There is no account {later} in the directory");
        lock (_host.Sandbox.World.Gate)
        {
            _host.Sandbox.World.People.Add(new Person
            {
                Id = Guid.NewGuid().ToString(),
                Tenant = tenant,
                UserPrincipalName = later,
                DisplayName = "Stack",
            });
            _host.Sandbox.World.People.Add(new Person
            {
                Id = Guid.NewGuid().ToString(),
                Tenant = tenant,
                UserPrincipalName = "lena.ops_fabrikam.example#EXT#@adatum.onmicrosoft.com",
                Mail = StackScenarios.Guest,
                DisplayName = "Lena",
                IsGuest = true,
            });
        }

        await _host.LeapAsync(TimeSpan.FromHours(5));
        await StackScenarios.OwnAsync(_host, id, "Done and verified");
        Assert.Equal(later, Assert.Single(await MadeAsync(_host, tenant)).Owner);

        review = await ReviewAsync(_host, "Paris", StackScenarios.Guest);
        Assert.Contains(
            $"{StackScenarios.Guest} is a guest in the customer’s directory", CardReader.Text(review), StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(review, Submit));
    }

    /// <summary>Also one that our own call made: somebody switched it off before the bot could note that it stands.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_is_switched_off_is_not_done_until_it_is_on_again_or_made_anew(bool isSwitchedOn)
    {
        var (account, tenant) = await AccountAsync(_host);
        var id = await StackScenarios.ApproveAsync(_host, await ReviewAsync(_host, "Lyon", account));
        await StackScenarios.OwnAsync(_host, id, "has to let Lyon into its directory");
        var request = await _host.Services.GetRequiredService<RequestService>().FindAsync(id, default);
        var own = OperationRun.IdOf(request!, "local:Lyon").ToString();
        Stack.UserSubscription Made(Stack.Stamp lyon, string state) =>
            new(own, tenant, "Adatum", account, lyon.Offer, state);
        Stand(_host, lyon => Made(lyon, "Disabled"));
        var waits = await ConsentAsync(_host, id, tenant, "Lyon", "the local subscription “Adatum” on Lyon is disabled");
        Assert.Contains("The operator enables it again on the Stack", waits.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Made and read back", waits.Text, StringComparison.Ordinal);
        if (isSwitchedOn)
            Stand(_host, lyon => Made(lyon, "Enabled"));
        else
            lock (_host.Sandbox.World.Gate)
                _host.Sandbox.World.Stack.Stamps[1].Subscriptions.Remove(own);
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        var done = await StackScenarios.OwnAsync(_host, id, "Done and verified");
        Assert.Equal((own, isSwitchedOn ? 0 : 1), (Assert.Single(await MadeAsync(_host, tenant)).Id, await PutsAsync(_host)));

        // Nor is one handed over that was switched off since.
        Stand(_host, lyon => Made(lyon, "Disabled"));
        var card = CardReader.Text(await _host.Nora.ClicksAsync(done.Card, HandOver, null, done.Id));
        Assert.Contains("on Lyon is disabled, so nobody can work in it", card, StringComparison.Ordinal);
        Assert.Contains("Have its operator enable it again", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signs_that_nobody_sees_are_no_part_of_the_account()
    {
        var (account, tenant) = await AccountAsync(_host);
        var pasted = "\u200e" + account.Replace("@", "\u200b@\u00ad", StringComparison.Ordinal) + "\ufeff ";
        var review = await ReviewAsync(_host, "Lyon", pasted);
        Assert.Contains($"{account} is an account of the customer’s directory", CardReader.Text(review), StringComparison.Ordinal);
        var id = await StackScenarios.ApproveAsync(_host, review);
        await FinishAsync(_host, id, tenant, "Lyon");
        Assert.Equal(account, Assert.Single(await MadeAsync(_host, tenant)).Owner);
        var request = await _host.Services.GetRequiredService<RequestService>().FindAsync(id, default);
        Assert.Equal(account, Assert.IsType<OnboardStackTenantOperation>(request!.Operation).Account);
    }

    [Fact]
    public async Task The_wrong_offer_stops_the_start()
    {
        var said = await Assert.ThrowsAnyAsync<Exception>(() => BotHost.StartAsync(
            new Dictionary<string, string?> { ["Stack:Deployments:0:Offer"] = "paris" }));
        Assert.Contains("Stack:Deployments:0:Offer must be the resource id of an offer", said.ToString(), StringComparison.Ordinal);
    }
}
