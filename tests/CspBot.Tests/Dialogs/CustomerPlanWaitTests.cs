using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Dialogs.PlanScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>
/// An Azure plan that was ordered and does not show, alone or with its subscription, is waited for and after an hour told; one that is not
/// sold is refused with the service's own code. In both places where a plan is bought.
/// </summary>
public sealed class CustomerPlanWaitTests : IAsyncLifetime
{
    private const string Done = "Done and verified";
    private const string Company = "Newco Labs";
    private const string Plans = "*/subscriptions";
    private const string Entitlements = "*/azureEntitlements";
    private static readonly TimeSpan AnHour = TimeSpan.FromMinutes(61);
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(Plans, "The Azure plan of Litware is ordered, but Partner Center has not shown it for an hour", "when the plan is there")]
    [InlineData(
        Entitlements,
        "The plan of Litware is bought, but its Azure subscription has not appeared for an hour",
        "add an Azure subscription")]
    public async Task What_was_bought_and_does_not_show_for_an_hour_is_told_and_taken_when_it_does(
        string hidden, string words, string help)
    {
        var own = await _host.Nora.ClicksAsync(await OpenAsync(_host.Nora, Litware), Submit, Why);
        await HideAsync(hidden);
        var id = Scenarios.RequestOf(own);
        await ApproveAsync(_host, id);
        await OrderedAsync(Litware);
        await _host.LeapAsync(AnHour);
        var waits = await StackScenarios.OwnAsync(_host, id, words);
        Assert.Contains(help, waits.Text, StringComparison.Ordinal);
        await _host.ClearFaultsAsync();
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await SeesAsync(_host, id, Done);
        Assert.Equal((1, 1), (Sent(_host, "POST", "/checkout"), PlanScenes.Plans(_host).Single()));
    }

    [Fact]
    public async Task A_plan_that_is_not_sold_is_refused_with_the_services_code_and_bought_when_it_is()
    {
        await _host.ControlAsync("knobs", new { cartError = "CartCustomerIneligible" });
        var id = await BuyAsync(_host);
        var failed = await SeesAsync(_host, id, "Partner Center does not sell Litware the Azure plan as things stand");
        Assert.Contains("CartCustomerIneligible", failed.Text, StringComparison.Ordinal);
        Assert.Equal((1, 0), (Sent(_host, "POST", "/carts"), Sent(_host, "POST", "/checkout")));
        await _host.ControlAsync("knobs", new { cartError = "" });
        await _host.Nora.ClicksAsync(failed.Card, "requests/retry", null, failed.Id);
        await SeesAsync(_host, id, Done);
        Assert.Equal([Order.ByBot], Orders(_host));
    }

    [Theory]
    [InlineData(Plans, "is ordered, but Partner Center has not shown it for an hour")]
    [InlineData(Entitlements, "is bought, but its Azure subscription has not appeared for an hour")]
    public async Task The_onboarding_of_a_new_customer_waits_for_both_alike(string hidden, string words)
    {
        var (id, ask) = await StackScenarios.SubmitAsync(_host, await StackScenarios.ReviewNewAsync(_host.Nora, Company, "Lyon"));
        await HideAsync(hidden);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        await OrderedAsync(Company);
        await _host.LeapAsync(AnHour);
        var waits = await StackScenarios.OwnAsync(_host, id, words);
        await _host.ClearFaultsAsync();
        await _host.Nora.ClicksAsync(waits.Card, "requests/retry", null, waits.Id);
        await StackScenarios.OwnAsync(_host, id, "has not accepted the invitation yet");
        Assert.Equal((1, 1), (Sent(_host, "POST", "/checkout"), PlanScenes.Plans(_host, Company).Single()));
    }

    [Fact]
    public async Task The_onboarding_of_a_new_customer_says_what_is_not_sold_and_goes_on_when_it_is()
    {
        await _host.ControlAsync("knobs", new { cartError = "CartCustomerIneligible" });
        var id = await StackScenarios.ApproveAsync(_host, await StackScenarios.ReviewNewAsync(_host.Nora, Company, "Lyon"));
        var failed = await StackScenarios.OwnAsync(_host, id, $"Partner Center does not sell {Company} the Azure plan as things stand");
        Assert.Contains("CartCustomerIneligible", failed.Text, StringComparison.Ordinal);
        await _host.ControlAsync("knobs", new { cartError = "" });
        await _host.Nora.ClicksAsync(failed.Card, "requests/retry", null, failed.Id);
        await StackScenarios.OwnAsync(_host, id, "has not accepted the invitation yet");
        Assert.Equal([Order.ByBot], Orders(_host, Company));
    }

    /// <summary>Partner Center lists none of them, until faults are cleared.</summary>
    private Task HideAsync(string path) => _host.ControlAsync(
        "faults", new { api = "partnercenter", method = "GET", path, status = 200, body = """{"totalCount":0,"items":[]}""" });

    private Task OrderedAsync(string customer) => Eventually.IsTrueAsync(
        $"the order of {customer}",
        () => In(_host, world => world.Customers.Any(one => one.Name == customer)) && Orders(_host, customer).Count == 1);
}
