using System.Text.RegularExpressions;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.PlanScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>The Microsoft Customer Agreement is the customer's own to accept: nobody of ours says so for it, anywhere.</summary>
public sealed partial class CustomerPlanAgreementTests
{
    [Theory]
    [InlineData("US", "please accept the Microsoft Customer Agreement")]
    [InlineData("FR", "merci d’accepter le contrat client Microsoft")]
    public async Task It_is_waited_for_with_a_text_in_the_customers_language_and_goes_on_by_itself(string country, string letter)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("customers", new { customer = Organics, country });
        var card = await OpenAsync(host.Nora, Organics);
        Assert.Contains("has not accepted the Microsoft Customer Agreement yet", CardReader.Text(card), StringComparison.Ordinal);
        var id = await BuyAsync(host, Organics);
        var waits = await SeesAsync(host, id, "Ready to send");
        Assert.Contains(letter, waits.Text, StringComparison.Ordinal);
        Assert.Contains(Link, waits.Text, StringComparison.Ordinal);
        Assert.Contains("Nora Lind", waits.Text, StringComparison.Ordinal);
        Assert.Equal(0, Sent(host, "POST", "/carts"));

        await host.ControlAsync("customers", new { customer = Organics, agreementAccepted = true });
        await host.LeapAsync(TimeSpan.FromHours(5));
        await SeesAsync(host, id, "Done and verified");
        Assert.Equal([Order.ByBot], Orders(host, Organics));
        Assert.Equal(0, Sent(host, "POST", "/agreements"));
    }

    [Fact]
    public async Task A_plan_that_somebody_else_brought_meanwhile_needs_no_agreement_any_more()
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        var id = await BuyAsync(host, Organics);
        await SeesAsync(host, id, "Ready to send");
        In(host, world => world.AddPlan(Named(world, Organics), "portal-order"));
        await host.LeapAsync(TimeSpan.FromHours(5));
        Assert.Contains("nothing was ordered", (await SeesAsync(host, id, "Done and verified")).Text, StringComparison.Ordinal);
        Assert.Equal(0, Sent(host, "POST", "/carts"));
    }

    /// <summary>In both dialogs, in every form on the way.</summary>
    [Fact]
    public async Task No_form_asks_a_partner_whether_the_customer_agreed()
    {
        await using var host = await BotHost.StartAsync();
        var company = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("onboard stack"), StackScenarios.Dialog + "new");
        var details = await host.Nora.ClicksAsync(company, StackScenarios.Dialog + "company", StackScenarios.Company("Newcomer"));
        foreach (var card in new[]
        {
            company, details, await host.Nora.SaysAsync("onboard stack organics"), await OpenAsync(host.Nora, Organics),
            await StackScenarios.ReviewNewAsync(host.Nora, "Newcomer", agreed: false),
        })
        {
            Assert.All(CardReader.Inputs(card), input => Assert.DoesNotMatch(Word(), input.GetProperty("id").GetString()!));
            Assert.All(CardReader.Buttons(card), button => Assert.DoesNotMatch(Word(), button.GetProperty("verb").GetString()!));
        }
    }

    [Fact]
    public void No_text_lets_a_partner_say_it()
    {
        var said = Enumerate("OnboardStackTenant").Concat(Enumerate("CustomerPlan")).Concat(Enumerate("Customers"))
            .Concat(Enumerate("ReservationPermission")).ToList();
        Assert.True(said.Count > 400);
        Assert.DoesNotContain(said, text => Word().IsMatch(text.Key) || Claim().IsMatch(text.Value));
    }

    [Fact]
    public async Task The_pretend_Microsoft_takes_no_partners_word_and_a_control_route_is_the_customer()
    {
        await using var host = await BotHost.StartAsync();
        var azure = host.Services.GetService(typeof(CspBot.Cloud.AzureOperations)) as CspBot.Cloud.AzureOperations;
        var organics = (await StackScenarios.TenantOfAsync(host, Organics))!;
        Assert.False((await azure!.GetAgreementAsync(organics, default)).Allows);
        await host.ControlAsync("customers", new { customer = Organics, agreementAccepted = true });
        Assert.True((await azure.GetAgreementAsync(organics, default)).IsDirectlySigned);
        Assert.DoesNotContain(
            typeof(CspBot.Cloud.AzureOperations).GetMethods(),
            method => method.Name.StartsWith("ConfirmAgreement", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Key, string Value)> Enumerate(string area) => new[] { "", ".fr" }.SelectMany(language =>
        System.Xml.Linq.XDocument.Load(Path.Combine(SourceTree.Root, "src", "CspBot", "Resources", area + language + ".resx"))
            .Root!.Elements("data").Select(data => ((string)data.Attribute("name")!, (string)data.Element("value")!)));

    [GeneratedRegex("agreed|attest|confirmAgree", RegexOptions.IgnoreCase)]
    private static partial Regex Word();

    /// <summary>Words by which the earlier versions had somebody of ours vouch for the customer.</summary>
    [GeneratedRegex("customer (has )?agreed|I confirm|we confirm|le client a accepté|je confirme|nous confirmons", RegexOptions.IgnoreCase)]
    private static partial Regex Claim();
}
