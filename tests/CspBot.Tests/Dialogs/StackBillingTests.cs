using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>How a stack's registration is billed is said on the form, in the review and in both lists, before anything is done.</summary>
public sealed class StackBillingTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync() => _host = await BotHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("en-US", "PayAsYouUse", "Lyon: billed by use (PayAsYouUse), as tenants need it", true)]
    [InlineData("fr-FR", "PayAsYouUse", "Lyon : facturé à l’usage (PayAsYouUse)", true)]
    [InlineData("en-US", "Capacity", "the registration’s billing model is Capacity", false)]
    [InlineData("fr-FR", "Capacity", "le modèle de facturation de l’inscription est Capacity", false)]
    [InlineData("en-US", "Development", "the registration’s billing model is Development", false)]
    [InlineData("fr-FR", "Development", "le modèle de facturation de l’inscription est Development", false)]
    [InlineData("en-US", "", "Lyon: the registration does not say how it is billed", true)]
    [InlineData("fr-FR", "", "Lyon : l’inscription ne dit pas comment elle est facturée", true)]
    public async Task The_model_stands_on_form_review_and_lists(string locale, string model, string words, bool ready)
    {
        await _host.ControlAsync("stack", new { deployment = "Lyon", billingModel = model });
        var nora = _host.Nora.In(locale);
        var onboard = locale == "fr-FR" ? "intégrer stack " : "onboard stack ";
        var form = await nora.SaysAsync(onboard + "adatum");
        Says(form, words);
        var review = await nora.ClicksAsync(form, StackScenarios.Dialog + "details", new Dictionary<string, string>
        {
            ["deployments"] = "Lyon",
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["reason"] = "Stack",
        });
        Says(review, words);
        Assert.Equal(ready, CardReader.HasButton(review, StackScenarios.Dialog + "submit"));
        Says(await nora.SaysAsync(onboard + (locale == "fr-FR" ? "locataires" : "tenants")), words);
        Says(await nora.SaysAsync(onboard + (locale == "fr-FR" ? "fuites" : "leaks")), words);

        // Also on the form of a company that does not exist yet.
        var company = await nora.ClicksAsync(await nora.SaysAsync(onboard.TrimEnd()), StackScenarios.Dialog + "new");
        Says(await nora.ClicksAsync(company, StackScenarios.Dialog + "company", StackScenarios.Company("Newco")), words);
    }

    [Theory]
    [InlineData("en-US", "Lyon: how the registration is billed could not be read now")]
    [InlineData("fr-FR", "Lyon : le mode de facturation de l’inscription n’a pas pu être lu")]
    public async Task One_that_cannot_be_read_is_said_as_such_and_hides_nothing(string locale, string words)
    {
        const string path = "registrations/azurestack-00000000-0000-4000-8000-000000000052";
        await _host.ControlAsync("faults", new { api = "arm", method = "GET", path, status = 403, code = "AuthorizationFailed" });
        var form = await _host.Nora.In(locale).SaysAsync(locale == "fr-FR" ? "intégrer stack adatum" : "onboard stack adatum");
        Says(form, words);
        Says(form, locale == "fr-FR" ? "notre propre abonnement 0000" : "our own subscription 0000");
        Assert.DoesNotContain("AdminAgents", CardReader.Text(form), StringComparison.Ordinal);
        Says(form, locale == "fr-FR" ? "Paris : facturé à l’usage" : "Paris: billed by use");
        Assert.NotEmpty(CardReader.Choices(form, "subscription"));
    }

    [Theory]
    [InlineData("en-US", "onboard stack tenants", "Default Provider Subscription; its operator can give it")]
    [InlineData("fr-FR", "intégrer stack locataires", "(Default Provider Subscription) du Stack ; son opérateur peut lui donner ce droit")]
    public async Task A_stamp_that_does_not_let_us_read_asks_for_a_right_on_its_own_subscription(string locale, string phrase, string words)
    {
        await _host.ControlAsync("faults", new { api = "stackadmin", method = "GET", status = 403, code = "AuthorizationFailed" });
        var list = await _host.Nora.In(locale).SaysAsync(phrase);
        Says(list, words);
        Assert.DoesNotContain("AdminAgents", CardReader.Text(list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kind_of_the_registrations_own_subscription_is_said()
    {
        Says(await _host.Nora.SaysAsync("onboard stack adatum"), "The registration lives in Azure Stack Lyon, a CSP subscription");
    }

    private static void Says(JsonElement card, string words) =>
        Assert.Contains(words, CardReader.Text(card), StringComparison.Ordinal);
}
