using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What Microsoft recommends, with what each rests on, and the fields to look at it differently.</summary>
internal static class RecommendCards
{
    private const int MostRows = 8;

    public static AdaptiveCard List(Texts texts, RecommendAsk ask, RecommendLook look, OldFamiliesRule rule)
    {
        var sold = look.Reserve.Where(one => !rule.IsGone(one.Sku, one.Term)).ToList();
        var gone = look.Reserve.Except(sold).Select(one => rule.Find(one.Sku)!.Value.Family).Distinct().Order().ToList();
        return Look.Card(
            texts,
            texts[ReservationRecommendText.Title, ask.Customer.Name],
            [
                Look.Small(RecommendWords.Basis(texts, ask)),
                look.ReserveFault is { } fault ? RefusalCards.Banner(UsageCards.Why(fault), texts) : null,
                look.Reserve.Count == 0 && look.ReserveFault is null ? Look.Text(texts[ReservationRecommendText.None]) : null,
                Look.Group(sold.Take(MostRows).Select(one => Row(texts, ask, one))),
                sold.Count > MostRows ? Look.Quiet(texts[ReservationRecommendText.More, sold.Count - MostRows]) : null,
                gone.Count > 0
                    ? Look.Line(
                        Mark.Caution,
                        texts[
                            ReservationRecommendText.OldFamilies, string.Join(", ", gone), rule.FromTold(texts), rule.Told(texts)])
                    : null,
                .. Plans(texts, ask, look),
                Licence(texts, ask),
                .. Look.FoldWith(
                    Look.Submit(texts[ReservationRecommendText.LookButton], "reservations/recommend", ReservationsCards.Of(ask.Customer)),
                    "other",
                    texts[ReservationRecommendText.FieldsTitle],
                    sold.Count + look.Commit.Count == 0,
                    Fields(texts, ask)),
                sold.Count > 0 || look.Commit.Count > 0
                    ? ToSend(texts, RecommendWords.ToSend(texts, ask, sold.Take(MostRows), look.Commit))
                    : null,
            ],
            [
                Look.Go(texts[ReservationRecommendText.UsageButton], "reservations/usage", ReservationsCards.Of(ask.Customer)),
                Look.Go(texts[ReservationRecommendText.BackButton], "reservations/list", ReservationsCards.Of(ask.Customer)),
            ]);
    }

    /// <summary>A reservation pays for the machine alone; the services' answers do not tell which machines run Windows.</summary>
    public static AdaptiveTextBlock? Licence(Texts texts, RecommendAsk ask) => ask.Wanted.Resource switch
    {
        "VirtualMachines" => Look.Quiet(texts[ReservationRecommendText.HybridWindows]),
        "SQLDatabases" => Look.Quiet(texts[ReservationRecommendText.HybridSql]),
        _ => null,
    };

    /// <summary>Figures for a colleague who sells: to be copied whole.</summary>
    public static AdaptiveTextInput ToSend(Texts texts, string lines) =>
        new() { Id = "text", Label = texts[ReservationRecommendText.ToSend], IsMultiline = true, Value = lines };

    private static AdaptiveColumnSet Row(Texts texts, RecommendAsk ask, Recommendation one)
    {
        var line = Look.Line(Mark.Done, RecommendWords.What(texts, ask, one), RecommendWords.Saves(texts, one));
        if (RecommendWords.RestsOn(texts, one) is { } basis)
            line.Columns[1].Items.Add(Look.Small(basis));
        line.Columns.Add(Look.Opens(texts[ReservationRecommendText.OpenButton]));
        line.SelectAction = Look.Go(texts[ReservationRecommendText.OpenButton], "reservations/recommend", Data(ask, one));
        return line;
    }

    private static JsonObject Data(RecommendAsk ask, Recommendation one) => new()
    {
        ["customer"] = ask.Customer.Id,
        ["subscription"] = ask.Chosen.Id,
        ["scope"] = ask.Wanted.Scope,
        ["term"] = ask.Wanted.Term,
        ["lookBack"] = ask.Wanted.LookBack,
        ["resource"] = ask.Wanted.Resource,
        ["product"] = one.Sku,
        ["region"] = one.Location,
    };

    private static IEnumerable<AdaptiveElement> Plans(Texts texts, RecommendAsk ask, RecommendLook look)
    {
        if (!ask.Wanted.IsForPlans)
            yield break;
        yield return Look.Section(texts[ReservationRecommendText.PlansTitle]);
        if (look.CommitFault is { } fault)
            yield return RefusalCards.Banner(UsageCards.Why(fault), texts);
        else if (look.Commit.Count == 0)
            yield return Look.Text(texts[ReservationRecommendText.PlansNone]);
        foreach (var plan in look.Commit)
        {
            yield return Look.Line(Mark.Done, RecommendWords.Plan(texts, plan), RecommendWords.PlanSaves(texts, plan));
            if (ask.MayBuy)
                yield return Look.Words([Look.Word(texts[ReservationCommitText.OpenButton], "reservations/commit", Commit(ask, plan))])!;
        }

        if (look.Commit.Count > 0)
            yield return Look.Quiet(texts[ReservationRecommendText.PlansFinal]);
    }

    private static JsonObject Commit(RecommendAsk ask, PlanRecommendation plan) => new()
    {
        ["customer"] = ask.Customer.Id,
        ["subscription"] = ask.Chosen.Id,
        ["scope"] = ask.Wanted.Scope,
        ["term"] = plan.Term,
        ["hourly"] = plan.Hourly.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["currency"] = plan.Hourly.Currency,
    };

    private static IEnumerable<AdaptiveElement> Fields(Texts texts, RecommendAsk ask)
    {
        yield return new AdaptiveChoiceSetInput
        {
            Id = "subscription",
            Label = texts[ReservationRecommendText.Subscription],
            Choices = [.. ask.Subscriptions.Take(50).Append(ask.Chosen).DistinctBy(one => one.Id)
                .Select(one => new AdaptiveChoice { Title = one.Name, Value = one.Id })],
            Value = ask.Chosen.Id,
        };
        yield return Field("scope", texts[ReservationRecommendText.Scope], RecommendAsk.Scopes, ask.Wanted.Scope);
        yield return Field("term", texts[ReservationRecommendText.Term], RecommendAsk.Terms, ask.Wanted.Term);
        yield return Field("lookBack", texts[ReservationRecommendText.LookBack], RecommendAsk.LookBacks, ask.Wanted.LookBack);
        yield return Field("resource", texts[ReservationRecommendText.Resource], RecommendAsk.Resources, ask.Wanted.Resource);

        AdaptiveChoiceSetInput Field(string id, string label, IReadOnlyList<string> values, string chosen) => new()
        {
            Id = id,
            Label = label,
            Choices =
            [
                .. values.Select(value => new AdaptiveChoice { Title = texts["ReservationRecommend.Choice." + value], Value = value }),
            ],
            Value = chosen,
        };
    }
}
