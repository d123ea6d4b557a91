using System.Text.Json;
using AdaptiveCards;
using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Cards;

/// <summary>The rules that the tour is held to find what they are for.</summary>
public sealed class CardJsonRulesTests
{
    private static readonly Dictionary<string, AdaptiveCard> Broken = new()
    {
        ["bytes"] = TooLarge(),
        ["bytes in UTF-16"] = TooLarge(),
        ["shows 7 buttons"] = Form([], [.. Enumerable.Range(0, 7).Select(Button)]),
        ["shows 8 buttons"] = Form(
            [new AdaptiveContainer { Items = [new AdaptiveActionSet { Actions = [Button(0), Button(1)] }] }],
            [.. Enumerable.Range(2, 6).Select(Button)]),
        ["no label"] = Form([new AdaptiveTextInput { Id = "a", Label = "" }]),
        ["no id"] = Form([new AdaptiveTextInput { Id = "", Label = "A" }]),
        ["used 2 times"] = Form(
        [
            new AdaptiveTextInput { Id = "a", Label = "A" },
            new AdaptiveColumnSet { Columns = [new AdaptiveColumn { Items = [new AdaptiveDateInput { Id = "a", Label = "B" }] }] },
        ]),
        ["say different things"] = Form([new AdaptiveTextInput { Id = "form", Label = "Form" }]),
        ["is not filtered"] = Form(
        [
            new AdaptiveChoiceSetInput
            {
                Id = "a",
                Label = "A",
                Choices = [new AdaptiveChoice { Title = "x", Value = "y" }],
                DataQuery = new AdaptiveDataQuery { Dataset = "users" },
            },
        ]),
        ["lists no choices"] = Form([new AdaptiveChoiceSetInput { Id = "a", Label = "A" }]),
        ["is not dialog/step"] = Form([], [new AdaptiveExecuteAction { Title = "Go", Verb = "go" }]),
        ["has no title"] = Form([], [new AdaptiveExecuteAction { Title = "", Verb = "a/b" }]),
        ["read out in place of its words"] = Titled(),
        ["no fallbackText"] = NoFallback(),
        ["from a hidden input alone"] = Form([new AdaptiveTextInput { Id = "a", Label = "A", Value = "1", IsVisible = false }]),
        ["is newer than 1.5 and has no fallback"] = Form([new AdaptiveVerticalBarChart { Data = [new AdaptiveVerticalBar("1 Nov", 5)] }]),
        ["A fallback holds Chart.VerticalBar"] = Form([Chart(Chart(new AdaptiveTextBlock("5 %")))]),
        ["A fallback holds Input.Text"] = Form([Chart(new AdaptiveTextInput { Id = "a", Label = "A" })]),
    };

    public static TheoryData<string> Rules => [.. Broken.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_broken_rule_is_named(string rule) =>
        Assert.Contains(
            CardJsonRules.Check(JsonElement.Parse(Broken[rule].ToJson())), sentence => sentence.Contains(rule, StringComparison.Ordinal));

    [Fact]
    public void A_good_card_breaks_none()
    {
        var card = Form([new AdaptiveTextInput { Id = "reason", Label = "Reason", IsRequired = true, ErrorMessage = "Say why." }]);
        Assert.Empty(CardJsonRules.Check(JsonElement.Parse(card.ToJson())));
        Assert.Empty(CardJsonRules.Check(JsonElement.Parse(Form([Chart(new AdaptiveTextBlock("5 %"))]).ToJson())));
    }

    private static AdaptiveVerticalBarChart Chart(AdaptiveElement instead) =>
        new() { Data = [new AdaptiveVerticalBar("1 Nov", 5)], Fallback = new AdaptiveFallbackElement(instead) };

    private static AdaptiveCard Form(IEnumerable<AdaptiveElement> body, IReadOnlyList<AdaptiveAction>? buttons = null) =>
        Look.Card(Texts.English, "Ask for Owner", body, buttons ?? [Button(0)]);

    /// <summary>What is made in one place fits: this one grew afterwards.</summary>
    private static AdaptiveCard TooLarge()
    {
        var card = Form([]);
        card.Body.Add(new AdaptiveTextBlock(new string('a', 28 * 1024)));
        return card;
    }

    private static AdaptiveCard Titled()
    {
        var row = new AdaptiveContainer
        {
            Items = [new AdaptiveTextBlock("Contoso"), new AdaptiveTextBlock("3 subscriptions")],
            SelectAction = new AdaptiveExecuteAction { Title = "Open Contoso", Verb = "a/b" },
        };
        var card = Form([row]);
        row.SelectAction.Title = "Open Contoso";
        return card;
    }

    private static AdaptiveCard NoFallback()
    {
        var card = Form([]);
        card.FallbackText = "";
        return card;
    }

    private static AdaptiveExecuteAction Button(int n) => Look.Submit($"Button {n}", "a/b", Look.Data("F-1"));
}
