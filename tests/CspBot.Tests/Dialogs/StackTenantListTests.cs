using System.Text.Json.Nodes;
using CspBot.Cloud;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Registered tenants, the billing-leak finder, and off-boarding.</summary>
public sealed class StackTenantListTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_finder_finds_the_seeded_leaks_and_nothing_else_and_fix_closes_one()
    {
        await Eventually.IsTrueAsync("the customers' names are known", () => _host.Services.GetRequiredService<CustomerIndex>().IsComplete);
        var card = await _host.Nora.SaysAsync("onboard stack leaks");
        var leaks = CardReader.Choices(card, "leak");
        Assert.Equal(["Contoso Pharmaceuticals – Lyon", "The Phone Company – Paris"], leaks.Select(leak => leak.Title).Order());
        Assert.Contains("Mapped on Paris, but not on Lyon", CardReader.Text(card), StringComparison.Ordinal);
        Assert.Contains("is mapped nowhere", CardReader.Text(card), StringComparison.Ordinal);

        var leak = leaks.Single(one => one.Title.StartsWith("Contoso", StringComparison.Ordinal));
        var details = await _host.Nora.ClicksAsync(
            card, StackScenarios.Dialog + "fix", new Dictionary<string, string> { ["leak"] = leak.Value });
        Assert.Equal("Lyon", CardReader.Value(details, "deployments"));
        var paying = (await StackScenarios.MappingsAsync(_host)).Single(
            mapping => leak.Value.EndsWith(mapping.Tenant, StringComparison.Ordinal)).Subscription;
        var review = await _host.Nora.ClicksAsync(
            details, StackScenarios.Dialog + "details", new Dictionary<string, string> { ["subscription"] = paying, ["reason"] = "Leak" });
        var id = await StackScenarios.ApproveAsync(_host, review);
        await StackScenarios.OwnAsync(_host, id, "Done and verified");
        card = await _host.Nora.SaysAsync("intégrer stack fuites");
        Assert.Equal(["The Phone Company – Paris"], CardReader.Choices(card, "leak").Select(one => one.Title));
    }

    [Fact]
    public async Task A_stack_out_of_reach_is_named_and_hides_nothing_of_the_other()
    {
        await _host.ControlAsync(
            "faults", new { api = "stackadmin", path = "directoryTenants", status = 403, code = "AuthorizationFailed", times = 1 });
        var text = CardReader.Text(await _host.Nora.SaysAsync("onboard stack leaks"));
        Assert.Contains("could not be read", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Every directory that our Stacks let in is mapped", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tenants_are_listed_per_deployment()
    {
        var card = await _host.Nora.SaysAsync("onboard stack tenants");
        var text = CardReader.Text(card);
        Assert.Contains("Consolidated Messenger", text, StringComparison.Ordinal);
        Assert.Contains("not mapped: we pay for its use", text, StringComparison.Ordinal);
        Assert.Equal(5, CardReader.Choices(card, "mapping").Count);
        Assert.Equal(2, CardReader.Choices(await _host.Nora.SaysAsync("onboard stack tenants consolidated"), "mapping").Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Off_boarding_warns_is_approved_and_can_be_repeated_by_nobody(bool shutOut)
    {
        var before = await StackScenarios.MappingsAsync(_host);
        var list = await _host.Nora.SaysAsync("onboard stack tenants consolidated");
        var choice = CardReader.Choices(list, "mapping").Single(one => one.Title.EndsWith("Lyon", StringComparison.Ordinal));
        var review = await _host.Nora.ClicksAsync(
            list, StackScenarios.Dialog + "offboard", new Dictionary<string, string> { ["mapping"] = choice.Value });
        Assert.Contains("is billed to us", CardReader.Text(review), StringComparison.Ordinal);
        var filled = new Dictionary<string, string> { ["reason"] = "Contract ended", ["shutOut"] = shutOut ? "true" : "false" };
        var id = await StackScenarios.ApproveAsync(_host, review, StackScenarios.Dialog + "submit", filled);
        await StackScenarios.OwnAsync(_host, id, "Done and verified");
        var tenant = choice.Value.Split('|')[1];
        Assert.Equal(
            before.Where(mapping => (mapping.Deployment, mapping.Tenant) != ("Lyon", tenant)).Order(),
            (await StackScenarios.MappingsAsync(_host)).Order());
        Assert.Equal(!shutOut, (await StackScenarios.DirectoriesAsync(_host)).Contains(("Lyon", tenant)));

        var (_, body) = await _host.Nora.SendAsync(
            _host.Nora.Forge(StackScenarios.Dialog + "offboard", new JsonObject { ["form"] = "F-2", ["mapping"] = choice.Value }));
        Assert.Contains("has no mapping on Lyon", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
    }
}
