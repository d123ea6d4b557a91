using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>
/// A customer's spending budget as a line: a caution where none is set or it could not be read, for reviews that let somebody spend. It
/// never stands in the way.
/// </summary>
internal static class BudgetLine
{
    /// <summary>Null where there is nothing to spend on: Partner Center knows no usage of this customer.</summary>
    public static ReviewLine? Of(Texts texts, Probe<UsageBudget> budget) => budget switch
    {
        { Fault: { } fault } when HasNoUsage(fault) => null,
        { Fault: { } fault } =>
            new ReviewLine(Mark.Caution, texts[CustomerBudgetText.Line_Unread, Sentences.What(Refusal.From(fault), texts)]),
        { Value: { Budget: null } none } => new ReviewLine(
            Mark.Caution,
            none.Used is { } used
                ? texts[CustomerBudgetText.Line_None, Amount(texts, used)]
                : texts[CustomerBudgetText.Line_NoneUnused],
            texts[CustomerBudgetText.Line_None_Help]),
        { Value: { Budget: { } all } read } => new ReviewLine(
            read.Used?.Amount > all.Amount ? Mark.Caution : Mark.Done,
            read.Used is { } used
                ? texts[CustomerBudgetText.Line_Set, Amount(texts, all), Amount(texts, used)]
                : texts[CustomerBudgetText.Line_SetUnused, Amount(texts, all)]),
        _ => null,
    };

    /// <summary>The customer has no Azure subscription (404/1000: assumed, no page says it).</summary>
    public static bool HasNoUsage(CloudFault fault) => fault is { Api: "partnercenter", Reason: CloudReason.NotFound };

    /// <summary>As the reader writes numbers; without a currency where the service told none.</summary>
    public static string Amount(Texts texts, Money money) => $"{money.Amount.ToString("N2", texts.Culture)} {money.Currency}".TrimEnd();
}
