using System.Text.Json;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Dialogs.OnboardStackTenant;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Tests.Cards;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>Every card of the onboarding keeps the rules of Teams in both languages, also when everything on it is long.</summary>
public sealed class OnboardStackTenantCardTests
{
    private static readonly Dictionary<string, string> s_none = [];

    public static TheoryData<string> Languages => new("en", "fr");

    [Theory]
    [MemberData(nameof(Languages))]
    public void Forms_and_review(string language)
    {
        var texts = Texts.For(language);
        var values = OnboardStackTenantForm.DetailFields
            .Concat(OnboardStackTenantForm.CompanyFields)
            .ToDictionary(field => field, field => new string('x', 80));
        var form = new OnboardStackTenantForm("F-1", values)
            .With("customer", Guid.NewGuid().ToString())
            .With("deployments", "Paris,Lyon")
            .With("reason", new string('é', 500));
        var subscriptions = Enumerable.Range(0, 25)
            .Select(i => new AdaptiveChoice { Title = $"Subscription number {i}", Value = Guid.NewGuid().ToString() })
            .ToList();
        AdaptiveChoice[] deployments = [new() { Title = "Paris", Value = "Paris" }, new() { Title = "Lyon", Value = "Lyon" }];
        var lines = Enumerable.Range(0, 20).Select(_ => new ReviewLine(Mark.Done, new string('t', 110), new string('h', 190))).ToList();
        Check(OnboardStackTenantCards.Company(texts, form, Look.Banner(Look.Attention, "x"), form.CompanyErrors(DateTimeOffset.UnixEpoch)));
        Check(OnboardStackTenantCards.Details(
            texts,
            form.With("subscription", subscriptions[0].Value),
            new StackTenantChoices("Contoso", deployments, subscriptions, true),
            null,
            form.Errors(["Paris"], DateTimeOffset.UnixEpoch)));
        Check(OnboardStackTenantCards.Details(
            texts,
            form.With("customer", "new").With("subscription", OnboardStackTenantForm.NewPlan),
            new StackTenantChoices("Contoso", deployments, [], false),
            null,
            s_none));
        Check(ReviewCards.Card(OnboardStackTenantDialog.Entry, texts, form, new ReviewText("Contoso", lines, []), new string('0', 64)));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Lists_of_hundreds_of_tenants(string language)
    {
        var texts = Texts.For(language);
        StackTenancy Of(string name) => new(
            new StackDeployment
            {
                Name = name,
                RegistrationId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.AzureStack/registrations/r",
            },
            new Probe<IReadOnlyList<DirectoryTenant>>(
                [.. Enumerable.Range(0, 400).Select(i => new DirectoryTenant($"customer{i}.onmicrosoft.com", Guid.NewGuid().ToString()))],
                null),
            new Probe<IReadOnlyList<StackMapping>>(
                [.. Enumerable.Range(0, 400).Select(_ => new StackMapping(Guid.NewGuid().ToString(), Guid.NewGuid().ToString()))], null));
        StackTenancy[] all = [Of("Paris"), Of("Lyon")];
        Check(StackTenantCards.Tenants(texts, "F-1", all, _ => "A customer with quite a long name", ""));
        Check(StackTenantCards.Leaks(texts, "F-1", all, _ => "A customer with quite a long name", new Dictionary<string, string>()));
        Check(StackTenantCards.Codes(texts, "F-1", StackCodes.All, "*nonsense*"));
        Check(StackTenantCards.Offboard(
            texts,
            Look.Data("F-1", ("mapping", "Paris|x")),
            new StackLeaver("Contoso", all[0].Stack, all[0].Mappings.Value![0], new string('r', 500), true),
            null));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Progress_with_every_wait_and_refusal(string language)
    {
        var texts = Texts.For(language);
        var operation = new OnboardStackTenantOperation
        {
            CustomerId = Guid.NewGuid().ToString(),
            CustomerName = "Contoso",
            Deployments = ["Paris", "Lyon", "Lille", "Nantes"],
            Domain = "contoso.onmicrosoft.com",
            Account = "stack@contoso.onmicrosoft.com",
            SecretPlace = new string('s', 200),
            Manages = "handed-over",
            Reason = new string('é', 500),
        };
        string[] remarks =
        [
            "MultiTenant", "MultiTenantUnknown", "Created\tx", "AgreementNotNeeded", "AgreementBy\tx", "Subscription\tx\ty", "OwnerStood",
            "Mapped\tx", "MappingStood\tx", "DirectoryStood",
            "LocalMade\tx\ty", "LocalStood\tx\ty", "Proven\tx\ty", "ProvenNotRemoved\tx\ty", "ByHand\tx",
        ];
        string[] reasons =
        [
            "NoDelegation",
            "AgreementMissing",
            "NoSubscriptionYet",
            "GuestNotAccepted",
            "MultiTenancyNotEnabled",
            "OperatorByHand",
            "RemovalByHand",
            "CustomerMustConsent",
            "CustomerMustConsentAndShare",
            "ConsentByHand",
            "RelationNotShown",
            "NoPlanYet",
            "OwnerNotVisible",
            "RegistrationRightMissing",
            "DomainOurs",
            "NoStackSubscription",
            "ProofByHand",
            "AccountMissing",
            "AccountIsGuest",
            "CustomerMustConsentFirst",
            "LocalNoOffer",
            "LocalByHand",
            "LocalRefused",
            "LocalNotVisible",
            "LocalRemovalByHand",
            "NothingToHandOver",
            "DomainTaken",
            "CompanyRefused",
            "WrongDirectory",
            "RegistrationDisabled",
            .. StackCodes.All.Select(code => "Code." + code),
        ];
        foreach (var reason in reasons)
        {
            var steps = operation.Steps.Select((step, i) => new RequestStep(
                step,
                i == operation.Steps.Count - 1 ? StepState.Waits : StepState.Done,
                DateTimeOffset.UnixEpoch,
                remarks[i % remarks.Length]));
            var request = new Request
            {
                Id = "R-TEST2",
                FormId = "F-1",
                Dialog = "onboard-stack-tenant",
                Operation = operation,
                Requester = new Person("o", "t", "Nora"),
                Language = language,
                Place = new RequestPlace("c", "personal", null),
                State = RequestState.Running,
                ApprovalReason = "four-eyes",
                CreatedAt = DateTimeOffset.UnixEpoch,
                Steps = [.. steps],
                Problem = new Refusal("OnboardStackTenant." + reason, new string('1', 40), new string('2', 40), new string('3', 250), "4"),
            };
            Check(RequestCards.ForRequester(request, texts));
            Check(RequestCards.ForApprover(request with { State = RequestState.PendingApproval }, texts));
        }
    }

    private static void Check(AdaptiveCard card) => Assert.Empty(CardJsonRules.Check(JsonElement.Parse(card.ToJson())));
}
