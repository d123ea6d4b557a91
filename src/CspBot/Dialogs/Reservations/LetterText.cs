using System.Text;
using CspBot.Cloud;
using CspBot.Portfolio;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What the letter takes from around it.</summary>
/// <param name="From">Who sends it.</param>
internal sealed record LetterFrame(string From, DateTimeOffset Now, Rules Rules);

/// <summary>The text for a customer: plain, for a mail. Pure.</summary>
internal static class LetterText
{
    /// <summary>Letters that the lines of what is held may take; the card around them stays under its size limit.</summary>
    private const int LongestList = 5_500;

    /// <summary>Pages of learn.microsoft.com, below the reader's language.</summary>
    /// <remarks>
    /// Articles of MicrosoftDocs/azure-docs, cost-management-billing (facts partner-center §10, azure §0, november-2026 §B; the
    /// overviews of both kinds beside them).
    /// </remarks>
    private static readonly string[] ReservationPages =
    [
        "azure/cost-management-billing/reservations/save-compute-costs-reservations",
        "azure/cost-management-billing/reservations/manage-reserved-vm-instance",
        "azure/cost-management-billing/reservations/view-reservations",
        "azure/cost-management-billing/reservations/exchange-and-refund-azure-reservations",
    ];

    private const string PlanPage = "azure/cost-management-billing/savings-plan/savings-plan-compute-overview";

    public static string Of(Texts texts, Customer customer, IReadOnlyList<Holding> held, LetterFrame frame)
    {
        var text = new StringBuilder();
        Add(text, texts[ReservationLetterText.Hello, customer.Name]);
        if (held.Count == 0)
        {
            Add(text, texts[ReservationLetterText.HoldsNothing, texts.Day(frame.Now)]);
        }
        else
        {
            Add(text, texts[ReservationLetterText.Holds, texts.Day(frame.Now)]);
            Add(text, Lines(texts, held, frame.Rules));
        }

        var (reserved, planned) = (Has(held, HoldingKind.Reservation), Has(held, HoldingKind.SavingsPlan));
        var ahead = Has(held, HoldingKind.PrePurchase);
        if (reserved || planned || ahead)
            Add(text, Section(texts[ReservationLetterText.UseTitle],
            [
                reserved ? texts[ReservationLetterText.UseReservation] : null,
                reserved ? texts[ReservationLetterText.UseSizes] : null,
                reserved ? texts[ReservationLetterText.UseShared] : null,
                planned ? texts[ReservationLetterText.UsePlan] : null,
                ahead ? texts[ReservationLetterText.UseAhead] : null,
                reserved ? texts[ReservationLetterText.UseLook] : null,
            ]));
        if (reserved)
            Add(text, Section(
                texts[ReservationLetterText.ScopeTitle],
                [texts[ReservationLetterText.ScopeSteps], texts[ReservationLetterText.ScopeRole]]));
        if (held.Count > 0)
            Add(text, Section(texts[ReservationLetterText.OursTitle],
            [
                reserved ? texts[ReservationLetterText.OursReservation] : null,
                reserved
                    ? texts[
                        ReservationLetterText.OursRules,
                        frame.Rules.Refund.Limit.ToString("N0", texts.Culture),
                        frame.Rules.Exchange.UntilTold(texts)]
                    : null,
                planned || ahead ? texts[ReservationLetterText.OursFinal] : null,
                texts[ReservationLetterText.OursAsk],
            ]));
        Add(text, Section(texts[ReservationLetterText.PagesTitle], Pages(texts, reserved || !planned, planned)));
        return text.Append(texts[ReservationLetterText.Regards, frame.From]).ToString();
    }

    private static bool Has(IReadOnlyList<Holding> held, HoldingKind kind) => held.Any(holding => holding.Kind == kind);

    private static void Add(StringBuilder text, string paragraph) => text.Append(paragraph).Append("\n\n");

    private static string Section(string title, IEnumerable<string?> points) =>
        title + "\n" + string.Join('\n', points.OfType<string>().Select(point => "- " + point));

    /// <summary>As many as there is room for, the soonest to end first.</summary>
    private static string Lines(Texts texts, IReadOnlyList<Holding> held, Rules rules)
    {
        var (lines, room) = (new List<string>(), LongestList);
        foreach (var holding in held.OrderBy(holding => holding.ExpiresAt ?? DateTimeOffset.MaxValue))
        {
            var line = "- " + Line(texts, holding, rules);
            if ((room -= line.Length + 1) < 0)
                break;
            lines.Add(line);
        }

        if (lines.Count < held.Count)
            lines.Add("- " + texts[ReservationLetterText.More, held.Count - lines.Count]);
        return string.Join('\n', lines);
    }

    private static string Line(Texts texts, Holding holding, Rules rules)
    {
        var used = holding.Used.Where(share => share.Days is 7 or 30).MaxBy(share => share.Days);
        var what = holding.Hourly is { } hourly
            ? texts[ReservationLetterText.PlanLine, HoldingWords.Product(texts, holding), PurchaseCards.Amount(texts, hourly)]
            : texts[ReservationLetterText.Line, ProductWords.Number(texts, holding.Quantity), HoldingWords.Product(texts, holding)];
        return string.Join(", ", new[]
        {
            what,
            holding.Term is { } term ? texts.Find("Notifications.Term." + term) ?? term : null,
            holding.ExpiresAt is { } end ? texts[ReservationLetterText.EndsOn, texts.Day(end)] : null,
            holding.Renews switch
            {
                true when PortfolioDesk.GoneAtRenewal(rules, holding) is not null => texts[ReservationLetterText.CannotRenew],
                true => texts[ReservationLetterText.Renews],
                false => texts[ReservationLetterText.DoesNotRenew],
                null => null,
            },
            used is null ? null : texts[ReservationLetterText.Used, used.Percent.ToString("0.#", texts.Culture), used.Days],
        }.OfType<string>());
    }

    private static IEnumerable<string> Pages(Texts texts, bool reserved, bool planned)
    {
        var culture = LanguageWords.OfDocuments(texts);
        return (reserved ? ReservationPages : []).Concat(planned ? [PlanPage] : [])
            .Select(page => $"https://learn.microsoft.com/{culture}/{page}");
    }
}
