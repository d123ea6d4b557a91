using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Requests;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CspBot.Tests.Dialogs.StackHandOverScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Cards and requests of versions before the hand-over, and what is read in other words, still do what they said.</summary>
public sealed class OnboardStackTenantOldCardTests : IAsyncLifetime
{
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync();
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("manages", "we", true)]
    [InlineData("manages", "customer", false)]
    [InlineData("manage", "guest", true)]
    [InlineData("manage", "customer", false)]
    [InlineData("manage", "We, as guest with Owner", true)]
    [InlineData("manages", "The customer alone", false)]
    [InlineData("manages", "Le client seul", false)]
    [InlineData("manage", "Nous, comme invité avec Propriétaire", true)]
    public async Task Who_works_in_it_is_read_in_todays_words_and_in_those_of_old_cards(string field, string value, bool guest)
    {
        var form = await _host.Nora.SaysAsync("onboard stack adatum");
        async Task<JsonElement> SendAsync(string address)
        {
            var (_, body) = await _host.Nora.SendAsync(_host.Nora.Click(form, Details, null, null, data =>
            {
                data.Remove("manages");
                data[field] = value;
                data["deployments"] = "Lyon";
                data["subscription"] = CardReader.Choices(form, "subscription")[0].Value;
                data["guest"] = address;
                data["reason"] = "Stack project";
            }));
            return body.GetProperty("value");
        }

        var review = await SendAsync(guest ? StackScenarios.Guest : "");
        Assert.Contains(
            guest ? "will be invited as guest" : "The customer works in its tenant alone",
            CardReader.Text(review),
            StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(review, Submit));
        var wrong = await SendAsync(guest ? "" : StackScenarios.Guest);
        Assert.Contains(
            guest ? "Give our guest’s e-mail" : "The customer works in it alone: leave the account empty",
            CardReader.Text(wrong),
            StringComparison.Ordinal);
        Assert.Equal(guest ? "we" : "customer", CardReader.Value(wrong, "manages"));
    }

    /// <summary>A client that sends what a choice says; the card was made while its reader read French.</summary>
    [Theory]
    [InlineData("Nous le gardons et remettons un compte", "en-US")]
    [InlineData("We keep it and hand over an account", "fr-FR")]
    public async Task Who_works_in_it_is_told_to_each_reader_in_their_language_whatever_the_card_that_asked(string title, string locale)
    {
        var (account, _) = await AccountAsync(_host);
        var nora = _host.Nora.In(locale);
        await _host.Tomas.In(locale == "fr-FR" ? "en-US" : "fr-FR").SaysAsync("help");
        var form = await nora.SaysAsync(nora.Words("onboard stack adatum", "intégrer stack adatum"));
        var review = await nora.ClicksAsync(form, Details, new Dictionary<string, string>
        {
            ["deployments"] = "Lyon",
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["manages"] = title,
            ["guest"] = account,
            ["reason"] = "Stack project",
        });
        var own = await nora.ClicksAsync(review, Submit);
        var (english, french) = ($"We keep it; the account {account} is handed over", $"le compte {account} est remis");
        var (mine, theirs) = locale == "fr-FR" ? (french, english) : (english, french);
        Assert.Contains(mine, CardReader.Text(own), StringComparison.Ordinal);
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, Scenarios.RequestOf(own));
        Assert.Contains(theirs, ask.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_that_an_older_version_sealed_is_still_good()
    {
        var review = await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon", guest: StackScenarios.Guest);
        var button = CardReader.Button(review, Submit);
        var data = JsonNode.Parse(button.GetProperty("data").GetRawText())!.AsObject();
        data.Remove("manages");
        data["manage"] = "guest";
        string[] fields =
        [
            "customer", "deployments", "subscription", "directory", "manage", "guest", "reason", "company", "domain", "registrationNumber",
            "firstName", "lastName", "email", "phone", "line1", "city", "state", "postalCode", "country",
        ];
        var person = new CspBot.Partner.Person(_host.Nora.ObjectId, Ids.PartnerTenant, "Nora Lind");
        data["seal"] = await _host.Services.GetRequiredService<FormSeal>().SealAsync(
            new Shown(Submit, (string)data["form"]!, person, fields.Select(field => (string?)data[field] ?? "")), default);
        var (_, body) = await _host.Nora.SendAsync(_host.Nora.Forge(Submit, data));
        Assert.Contains("Waiting for approval", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_off_boarding_card_of_an_older_version_still_submits()
    {
        var list = await _host.Nora.SaysAsync("onboard stack tenants consolidated");
        var choice = CardReader.Choices(list, "mapping")[0].Value;
        var card = await _host.Nora.ClicksAsync(
            list, StackScenarios.Dialog + "offboard", new Dictionary<string, string> { ["mapping"] = choice });
        var data = JsonNode.Parse(CardReader.Button(card, Submit).GetProperty("data").GetRawText())!.AsObject();
        var person = new CspBot.Partner.Person(_host.Nora.ObjectId, Ids.PartnerTenant, "Nora Lind");
        const string old = StackScenarios.Dialog + "offboard-submit";
        data["seal"] = await _host.Services.GetRequiredService<FormSeal>().SealAsync(
            new Shown(old, (string)data["form"]!, person, [(string)data["mapping"]!, (string)data["paying"]!]), default);
        data.Remove("stage");
        data["reason"] = "Contract ended";
        var (_, body) = await _host.Nora.SendAsync(_host.Nora.Forge(old, data));
        Assert.Contains("Waiting for approval", CardReader.Text(body.GetProperty("value")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_stored_before_runs_on_unchanged()
    {
        var (id, ask) = await StackScenarios.SubmitAsync(
            _host, await StackScenarios.ReviewAsync(_host.Nora, "adatum", "Lyon", guest: StackScenarios.Guest));
        var database = _host.Services.GetRequiredService<Database>();
        var document = JsonNode.Parse(
            (await database.ReadAsync(s => s.QueryOneAsync<string>("select document from request where id = @id", new { id }), default))!)!;
        foreach (var later in new[] { "manages", "account", "secretPlace" })
            document["operation"]!.AsObject().Remove(later);
        await database.WriteAsync(
            s => s.ExecuteAsync("update request set document = @document where id = @id", new { id, document = document.ToJsonString() }),
            default);
        await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var waits = await StackScenarios.OwnAsync(_host, id, "has not accepted the invitation yet");
        Assert.DoesNotContain("local subscription", waits.Text, StringComparison.Ordinal);
        Assert.Contains("lena.ops@fabrikam.example, as guest with Owner", waits.Text, StringComparison.Ordinal);
    }
}
