using System.Diagnostics;
using System.Text.Json;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Every misfortune of the cloud on every read of the dialog: a clear sentence in time, and nothing typed is lost.</summary>
public sealed class GrantOwnerFaultTests : IAsyncLifetime
{
    private const string Reason = "Weekend migration of the web tier";
    private BotHost _host = null!;

    public static TheoryData<string, string, string> Faults
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            (string Api, string Path)[] reads =
            [
                ("graph", "checkMemberObjects"),
                ("graph", "transitiveMembers"),
                ("graph", "users/"),
                ("partnercenter", "/v1/customers/"),
                ("partnercenter", "azureEntitlements"),
                ("arm", "roleAssignments"),
                ("arm", "/subscriptions/"),
                ("login", "token"),
            ];
            string[] faults =
            [
                """{"status":429,"retryAfter":60}""",
                """{"status":500}""",
                """{"delayMs":30000}""",
                """{"dropConnection":true}""",
                """{"status":403,"code":"AuthorizationFailed"}""",
                """{"status":403,"code":"900150"}""",
                """{"status":403,"code":"900308"}""",
                """{"status":403,"code":"900309"}""",
                """{"status":401,"code":"900421"}""",
            ];
            foreach (var (api, path) in reads)
            {
                foreach (var fault in faults)
                    data.Add(api, path, fault);
            }

            return data;
        }
    }

    public async Task InitializeAsync() => _host = await BotHost.StartAsync(BotHost.AsInTeams);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_on_a_read_gives_a_sentence_in_time_and_keeps_what_was_typed(string api, string path, string fault)
    {
        var nora = _host.Nora.In("fr-FR");
        var form = await nora.SaysAsync("accorder propriétaire adatum");
        var typed = new Dictionary<string, string>
        {
            ["subscription"] = CardReader.Choices(form, "subscription")[0].Value,
            ["user"] = CardReader.Choices(form, "user")[0].Value,
            ["duration"] = "4h",
            ["reason"] = Reason,
            ["ticket"] = "INC-99",
        };
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        body["api"] = api;
        body["path"] = path;
        await _host.ControlAsync("faults", body);
        var card = await InTime.Async(TimeSpan.FromSeconds(5), () => nora.ClicksAsync(form, "grant-owner/details", typed));
        await _host.ClearFaultsAsync();

        // A cached token or role may answer before the fault is met; then the review simply is there.
        if (CardReader.HasButton(card, "grant-owner/submit"))
        {
            Assert.DoesNotContain(await _host.CallsAsync(), call =>
                call.GetProperty("status").ValueKind == JsonValueKind.Number && call.GetProperty("status").GetInt32() >= 500);
            return;
        }

        var text = CardReader.Text(card);
        Assert.Contains(Sentences, text.Contains);
        if (CardReader.Input(card, "reason") is not null)
        {
            foreach (var (field, value) in typed)
                Assert.Equal(value, CardReader.Value(card, field));
        }
        else if (!text.Contains("rôle partenaire", StringComparison.Ordinal))
        {
            // A review with the refused line keeps the values in its buttons, ready for Back.
            Assert.Contains(Reason, card.GetRawText(), StringComparison.Ordinal);
        }
    }

    private static readonly string[] Sentences =
    [
        "Microsoft nous demande d’attendre",
        "Le service de Microsoft est en panne",
        "Microsoft n’a pas répondu à temps",
        "Microsoft est injoignable",
        "Azure refuse",
        "Nous ne pouvons pas attribuer de droits",
        "son rôle est insuffisant",
        "L’accès conditionnel du client nous bloque",
        "n’a pas le second facteur",
        "Microsoft a refusé",
        "Je n’ai pas pu lire votre rôle partenaire",
        "Le bot ne peut pas se connecter à Microsoft",
        "ne nous laisse pas entrer",
    ];
}
