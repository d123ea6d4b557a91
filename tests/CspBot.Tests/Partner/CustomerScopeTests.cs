using System.Text.Json.Nodes;
using CspBot.Partner;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Harness;
using CspBot.Tests.Purchases;
using CspBot.Tests.Relations;
using Xunit;

namespace CspBot.Tests.Partner;

/// <summary>Some agents for some customers: who may decide, who may run, and what the settings may be. The walk is a trial.</summary>
public sealed class CustomerScopeTests
{
    private const string Scope = CustomerScopeSuite.Scope;
    private const string Mine = CustomerScopeSuite.Mine;
    private const string Nobody = CustomerScopeSuite.Nobody;

    [Fact]
    public async Task Who_no_longer_looks_after_a_customer_runs_nothing_there_and_its_approvers_are_those_who_do()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Partner:CustomerScopes:0:GroupId"] = Scope,
            ["Partner:CustomerScopes:0:Customers"] = Nobody,
        };
        await using var host = await BotHost.StartAsync(settings);
        await host.Tomas.InstallAsync();
        await host.Aisha.InstallAsync();
        CustomerScopeSuite.Join(host, Scope, [host.Aisha]);
        var (own, user, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        CustomerScopeSuite.Join(host, Scope, [host.Nora]);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await host.Nora.SeesAsync("no longer looks after this customer");
        Assert.DoesNotContain(await host.UserOwnersAsync(), owner => owner.Principal == user);
        Assert.DoesNotContain(host.Aisha.Mine(), message => message.Text.Contains("Adatum", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_cannot_be_read_is_none_for_whom_its_customer_does_not_exist_and_a_smile_chooses_nobody()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Partner:CustomerScopes:0:GroupId"] = Scope,
            ["Partner:CustomerScopes:0:Customers"] = RelationScenes.WingtipId,
        });
        CustomerScopeSuite.Join(host, Scope, []);
        await host.Tomas.InstallAsync();
        var id = Scenarios.RequestOf((await Scenarios.SubmitGrantAsync(host, host.Nora)).Item1);
        await PurchaseScenes.StoreAsync(host, session => session.ExecuteAsync(
            "update request set document = replace(document, '{', 'not json '), set_aside = 'x' where id = @id", new { id }));
        var aisha = host.Aisha.In("en-US");
        Assert.Contains(id, CardReader.Text(await aisha.SaysAsync("requests")), StringComparison.Ordinal);
        CustomerScopeSuite.Join(host, Scope, [host.Aisha]);
        Assert.DoesNotContain(id, CardReader.Text(await aisha.SaysAsync("requests")), StringComparison.Ordinal);
        foreach (var verb in new[] { "show", "approve" })
        {
            async Task<string> AnswerAsync(string request) => CardReader.Text((await aisha.SendAsync(aisha.Forge(
                "requests/" + verb, new JsonObject { ["request"] = request, ["version"] = 1 }))).Body.GetProperty("value"))
                .Replace(request, "#", StringComparison.Ordinal);
            Assert.Equal(await AnswerAsync("R-ZZZZZ"), await AnswerAsync(id));
        }

        // The only customer that there is for her is not meant by whatever is typed.
        var asked = await aisha.SendAsync(aisha.Forge("customers/customer", new JsonObject { ["customer"] = "😀" }));
        Assert.Contains(
            "No customer of ours matches", CardReader.Text(asked.Body.GetProperty("value")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_names_as_approvers_only_those_for_whom_the_customer_exists()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Partner:CustomerScopes:0:GroupId"] = Scope,
            ["Partner:CustomerScopes:0:Customers"] = Nobody,
        });
        CustomerScopeSuite.Join(host, Scope, [host.Aisha]);
        var form = await RelationScenes.OpenAsync(host.Nora, RelationScenes.Wingtip);
        var review = CardReader.Text(await RelationScenes.ReviewAsync(host.Nora, form));
        Assert.Contains("Can approve: Tomas Berg", review, StringComparison.Ordinal);
        Assert.DoesNotContain("Aisha", review, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_no_role_any_more_is_told_of_no_customer_not_even_of_what_was_asked_for_once()
    {
        await using var host = await BotHost.StartAsync(RelationWatchTests.Watching);
        await host.Nora.InstallAsync();
        await host.Tomas.InstallAsync();
        await RelationWatchTests.LookAsync(host);
        await RelationScenes.ShowsAsync(host, await RelationScenes.AskAsync(host, RelationScenes.Wingtip), "Ready to send");
        await RelationWatchTests.LookAsync(host);
        await host.ControlAsync("roles", new { user = host.Nora.ObjectId, roles = Array.Empty<string>() });
        await host.ControlAsync("relations", new { customer = RelationScenes.Wingtip, action = "accept" });
        await RelationWatchTests.LookAsync(host);
        await host.Tomas.SeesAsync("Wingtip Toys has accepted our delegated administration");
        Assert.DoesNotContain(
            await host.OutboxAsync(),
            place => place.Id.StartsWith("relation/", StringComparison.Ordinal)
                && place.Id.EndsWith("/" + host.Nora.ObjectId, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "", "0:GroupId must be", "0:Customers is missing")]
    [InlineData("admins", Mine, "0:GroupId must be")]
    [InlineData(Scope, "adatum", "'adatum' is no tenant id")]
    [InlineData(Scope, Mine + ", " + Nobody)]
    [InlineData(Scope, "*")]
    public void A_wrong_setting_is_a_sentence(string group, string customers, params string[] sentences)
    {
        var wrong = new CustomerScopeOptions { GroupId = group, Customers = customers }.Validate(0).ToList();
        Assert.Equal(sentences.Length, wrong.Count);
        Assert.All(sentences, sentence => Assert.Contains(wrong, said => said.Contains(sentence, StringComparison.Ordinal)));
    }
}
