using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Portfolio;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <content>The lists over all customers: all of it from the store, however many there are.</content>
internal sealed partial class ReservationsDialog
{
    /// <summary>Rows of a page.</summary>
    private const int OverallRows = 8;
    private const int OverallExported = 400;

    /// <summary>Which customer, or one of the lists.</summary>
    private async Task<DialogReply> OverAsync(DialogTurn turn, CancellationToken ct)
    {
        if (ListOf(turn.Input["which"]) is { } which)
            return await OverAsync(turn, which, ct);
        if (turn.Input["which"] == UnreadCards.Name)
            return await UnreadAsync(turn, ct);
        var listed = await turn.ProbeAsync(token => azure.SearchCustomersAsync("", Searches.Listed, token, turn.Caller.Only), ct);
        var view = await ViewAsync(turn, ct);
        return Show(OverallCards.Menu(
            turn.Texts,
            view,
            listed.Value ?? [],
            listed.Fault is { } fault ? RefusalCards.Banner(Refusal.From(fault), turn.Texts)
                : turn.Input.IsLeftEmpty("customer") ? Look.Banner(Look.Attention, turn.Texts[CommonText.CustomerMissing])
                : null));
    }

    private async Task<DialogReply> OverAsync(DialogTurn turn, PortfolioList which, CancellationToken ct)
    {
        var words = turn.Input["find"];
        var count = await Mine(turn).CountAsync(which, words, ct);
        if (turn.Input["as"] == "csv")
            return Show(OverallCards.Export(
                turn.Texts, which, await Mine(turn).ListAsync(which, words, 0, OverallExported, ct), (count, words)));
        var pages = Math.Max(1, (count + OverallRows - 1) / OverallRows);
        var page = int.TryParse(turn.Input["page"], CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 0, pages - 1) : 0;
        var rows = await Mine(turn).ListAsync(which, words, page * OverallRows, OverallRows, ct);
        var view = await ViewAsync(turn, ct);
        return Show(OverallCards.Page(turn.Texts, view, new OverallPage(which, rows, words, page, pages, count)));
    }

    private async Task<DialogReply> UnreadAsync(DialogTurn turn, CancellationToken ct)
    {
        var words = turn.Input["find"];
        var all = await Mine(turn).UnreadAsync(words, ct);
        if (turn.Input["as"] == "csv")
            return Show(UnreadCards.Export(turn.Texts, all, words));
        var pages = Math.Max(1, (all.Count + OverallRows - 1) / OverallRows);
        var page = int.TryParse(turn.Input["page"], CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 0, pages - 1) : 0;
        var rows = all.Skip(page * OverallRows).Take(OverallRows);
        return Show(UnreadCards.Page(turn.Texts, new UnreadPage([.. rows], words, page, pages, all.Count)));
    }

    /// <summary>The lists over the customers that exist for this caller.</summary>
    private PortfolioDesk Mine(DialogTurn turn) => portfolio.Among(turn.Caller.Only);

    private async Task<OverallView> ViewAsync(DialogTurn turn, CancellationToken ct) =>
        new(await Mine(turn).OverviewAsync(ct), time.GetUtcNow(), portfolio.UsedBadlyBelow, purchases.Rules);

    /// <summary>By its name alone: a number is no name.</summary>
    private static PortfolioList? ListOf(string which) => which switch
    {
        "ends" => PortfolioList.Ends,
        "badly" => PortfolioList.Badly,
        "gone" => PortfolioList.Gone,
        _ => null,
    };
}
