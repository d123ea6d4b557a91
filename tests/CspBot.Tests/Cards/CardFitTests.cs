using System.Text.Json;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Dialogs.GrantOwner;
using CspBot.Dialogs.OnboardStackTenant;
using CspBot.Partner;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>
/// Whatever a customer holds, a card fits what Teams takes: 1,000 subscriptions, 200 Azure Stacks, names of 256 letters that take three
/// bytes each. What was left out is said, and what decides is never left out.
/// </summary>
public sealed class CardFitTests
{
    private static readonly string Long = new('漢', 256);

    private static readonly Dictionary<string, string> None = [];

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    public static TheoryData<string> Languages => new("en", "fr");

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_list_holds_as_many_as_fit_and_says_how_many_more_a_search_finds(string language)
    {
        var texts = Texts.For(language);
        var list = Choices(1_000, i => $"Subscription {i} {new string('n', 40)}");
        var set = new AdaptiveChoiceSetInput
        {
            Id = "subscription",
            Label = "Subscription",
            Choices = [.. list],
            Value = list[700].Value,
            Style = AdaptiveChoiceInputStyle.Filtered,
            DataQuery = new AdaptiveDataQuery { Dataset = "subscriptions" },
        };
        var small = new AdaptiveChoiceSetInput { Id = "duration", Label = "Duration", Choices = Choices(5, i => $"{i} h") };
        var card = Look.Card(texts, "Form", [set, small], [Look.Submit("Go", "a/b", Look.Data("F-1"))]);

        Check(card);
        Assert.InRange(set.Choices.Count, 80, 999);
        Assert.Contains(list[700], set.Choices);
        Assert.Equal(5, small.Choices.Count);
        Assert.True(CardFit.Size(card) > CardFit.Largest - 1_000, "room is wasted");
        var said = Assert.IsType<AdaptiveTextBlock>(card.Body[card.Body.IndexOf(set) + 1]);
        Assert.Equal(texts["Common.CutChoices.Search", 1_000 - set.Choices.Count], said.Text);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Forms_of_the_largest_customer(string language)
    {
        var texts = Texts.For(language);
        var subscriptions = Choices(1_000, i => Long);
        var deployments = Choices(200, i => Long + i);
        var stack = new OnboardStackTenantForm("F-1", Everything()).With("subscription", subscriptions[500].Value);
        AdaptiveCard[] cards =
        [
            OnboardStackTenantCards.Details(
                texts, stack, new StackTenantChoices(Long, deployments, subscriptions, true), null, stack.Errors(["Paris"], Now)),
            OnboardStackTenantCards.Details(
                texts,
                stack.With("customer", "new").With("subscription", OnboardStackTenantForm.NewPlan),
                new StackTenantChoices(Long, deployments, [], false),
                null,
                None),
            OnboardStackTenantCards.Company(texts, stack, Look.Banner(Look.Attention, Long, Long, Long), stack.CompanyErrors(Now)),
            ReviewCards.Card(
                OnboardStackTenantDialog.Entry, texts, stack, new ReviewText(Long, Lines(20), []), new string('0', 64)),
        ];
        Assert.All(cards, Check);
        Assert.Contains(texts["Common.CutChoices.Search", ""].Trim(), AllText(cards[0]), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Cards_of_a_request_keep_the_buttons_that_decide(string language)
    {
        var texts = Texts.For(language);
        var operation = new GrantOwnerOperation
        {
            CustomerId = Guid.NewGuid().ToString(),
            CustomerName = Long,
            SubscriptionId = Guid.NewGuid().ToString(),
            SubscriptionName = Long,
            UserId = Guid.NewGuid().ToString(),
            UserName = Long,
            UserPrincipalName = Long,
            IsGuest = true,
            Duration = "1h",
            Reason = new string('漢', 500),
            Ticket = Long,
        };
        var request = new Request
        {
            Id = "R-TEST2",
            FormId = "F-1",
            Dialog = "grant-owner",
            Operation = operation,
            Requester = new Person("o", "t", Long),
            Language = language,
            Place = new RequestPlace("c", "personal", null),
            State = RequestState.PendingApproval,
            ApprovalReason = "four-eyes",
            CreatedAt = DateTimeOffset.UnixEpoch,
            Steps = [.. operation.Steps.Select(step => new RequestStep(step, StepState.Waits, DateTimeOffset.UnixEpoch, Long))],
        };
        AdaptiveElement banner = Look.Banner(Look.Warning, Long, [.. Enumerable.Repeat(Long, 20)]);
        var approver = RequestCards.ForApprover(request, texts, banner);
        Check(approver);
        Assert.Contains(approver.Actions, button => button is AdaptiveExecuteAction { Verb: "requests/approve" });
        Assert.Contains(approver.Actions, button => button is AdaptiveExecuteAction { Verb: "requests/reject" });
        Assert.Contains(CardParts.All(approver), element => element is AdaptiveTextInput { Id: "comment" });
        Assert.Contains(texts["Common.CutTexts"], AllText(approver), StringComparison.Ordinal);
        Check(RequestCards.ForRequester(request with { State = RequestState.Running }, texts, banner));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Rows_of_a_list_are_left_out_from_the_end_and_counted(string language)
    {
        var texts = Texts.For(language);
        var card = Look.Card(texts, "List", Lines(200).Select(line => Look.Line(line.Mark, line.Text)), [Look.Go("Back", "a/b", [])]);
        Check(card);
        var rows = card.Body.OfType<AdaptiveColumnSet>().Count();
        Assert.InRange(rows, 10, 199);
        Assert.Contains(texts["Common.CutRows", 200 - rows], AllText(card), StringComparison.Ordinal);
        Check(PurchaseCards.Digest(texts, [.. Enumerable.Repeat(new DigestLine("p", Long, Long), 200)], 200, true, "UTC"));
    }

    [Fact]
    public void What_nothing_else_makes_small_keeps_its_fields_and_buttons()
    {
        var card = Look.Card(
            Texts.English,
            "Form",
            [
                .. Enumerable.Range(0, 500).Select(_ => Look.Text(Long)),
                new AdaptiveTextInput { Id = "reason", Label = "Reason", Value = "because" },
                new AdaptiveTextInput { Id = "other", Label = "Other", Value = new string('x', 40_000) },
            ],
            [Look.Submit("Approve", "requests/approve", Look.Data("F-1"))]);
        Check(card);
        Assert.Contains(CardParts.All(card), element => element is AdaptiveTextInput { Id: "reason", Value: "because" });
        Assert.Single(card.Actions);
        Assert.Contains(Texts.English["Common.CutAll"], AllText(card), StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_that_came_back_with_too_much_in_its_own_data_is_still_answered()
    {
        var form = Look.Data("F-1", ("state", new string('x', 40_000)));
        var card = Look.Card(Texts.French, "Form", [], [Look.Submit("Send", "a/b", form), Look.Go("Close", "a/cancel", Look.Data("F-1"))]);
        Check(card);
        Assert.Equal("Close", Assert.Single(card.Actions).Title);
    }

    [Fact]
    public void Buttons_without_colour_give_way_to_those_that_decide()
    {
        AdaptiveAction[] buttons =
        [
            .. Enumerable.Range(0, 7).Select(i => Look.Go($"Look {i}", "a/b", [])),
            Look.Submit("Approve", "requests/approve", []),
            Look.Submit("Reject", "requests/reject", [], AdaptiveActionStyle.Destructive),
        ];
        var card = Look.Card(Texts.English, "Many", [], buttons);
        Assert.Equal(["Look 0", "Look 1", "Look 2", "Look 3", "Approve", "Reject"], card.Actions.Select(button => button.Title));
    }

    [Fact]
    public void A_letter_is_never_cut_in_half()
    {
        var smile = string.Concat(Enumerable.Repeat("😀", 20_000));
        var card = Look.Card(Texts.English, "Long", [Look.Text(smile), Look.Text("x" + smile)]);
        Check(card);
        Assert.DoesNotContain('\uFFFD', card.ToJson());
    }

    [Fact]
    public void Cards_are_made_in_one_place()
    {
        var makers = Directory.EnumerateFiles(Path.Combine(Harness.SourceTree.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("new AdaptiveCard(", StringComparison.Ordinal))
            .Select(Path.GetFileName);
        Assert.Equal(["Look.cs"], makers);
    }

    private static void Check(AdaptiveCard card) => Assert.Empty(CardJsonRules.Check(JsonElement.Parse(card.ToJson())));

    private static string AllText(AdaptiveCard card) =>
        string.Join('\n', CardParts.All(card).OfType<AdaptiveTextBlock>().Select(block => block.Text));

    private static Dictionary<string, string> Everything() =>
        OnboardStackTenantForm.DetailFields.Concat(OnboardStackTenantForm.CompanyFields)
            .Distinct().ToDictionary(field => field, _ => Long[..100]);

    private static List<ReviewLine> Lines(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new ReviewLine(Mark.Done, Long + i, Long))];

    private static List<AdaptiveChoice> Choices(int count, Func<int, string> title) =>
        [.. Enumerable.Range(0, count).Select(i => new AdaptiveChoice { Title = title(i), Value = Guid.NewGuid().ToString() })];
}
