using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Handovers;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.VisualStudio;

/// <summary>The cards on the way to a hand-over: which way, the numbers, the review; and what to do about new licences.</summary>
internal static class VisualStudioCards
{
    private const string Own = VisualStudioDialog.Own;

    public static AdaptiveCard Ways(Texts texts, VisualStudioForm form, WaysView view)
    {
        var field = view.Customer is null ? CustomerChoice.Field(texts, view.Listed, form.Customer) : null;
        if (field is not null)
        {
            field.IsRequired = true;
            field.ErrorMessage = texts[CommonText.CustomerMissing];
        }

        return Look.Card(
            texts,
            view.Customer is { } customer ? texts[VisualStudioText.WaysTitle, customer.Name] : texts[VisualStudioText.Name],
            [
                view.Notice.Banner ?? (view.Notice.Errors.Count > 0 ? Look.ToMend(texts, view.Notice.Errors) : null),
                Look.Text(texts[VisualStudioText.Intro]),
                Look.Quiet(texts[VisualStudioText.OpenEnded, view.Rule.EndedTold(texts), view.Rule.Told(texts)]),
                Look.Error("customer", view.Notice.Errors, texts),
                field,
                Look.Error("way", view.Notice.Errors, texts),
                new AdaptiveChoiceSetInput
                {
                    Id = "way",
                    Label = texts[VisualStudioText.WayLabel],
                    Style = AdaptiveChoiceInputStyle.Expanded,
                    Wrap = true,
                    Choices = [.. VisualStudioWays.Choices(texts)],
                    Value = form.Way.Length > 0 ? form.Way : null,
                },
                Look.Words([Look.Word(texts[VisualStudioText.ListButton], Own + "/list", [])]),
            ],
            [
                Look.Submit(texts[CommonText.ContinueButton], Own + "/way", Carry(form, "way", view.Customer)),
                view.Customer is null
                    ? null
                    : Look.Submit(
                        texts[VisualStudioText.OtherCustomer],
                        Own + "/back",
                        Carry(form, "way", view.Customer),
                        AdaptiveActionStyle.Default),
                Look.Go(texts[CommonText.CancelButton], Own + "/cancel", Look.Data(form.Form)),
            ]);
    }

    /// <summary>The three values of the order.</summary>
    public static AdaptiveCard Details(Texts texts, VisualStudioForm form, string customer, FormNotice notice)
    {
        var data = () => Look.Data(form.Form, ("stage", "details"), ("customer", form.Customer), ("way", form.Way));
        return Look.Card(
            texts,
            texts[VisualStudioText.DetailsTitle, customer],
            [
                notice.Banner ?? (notice.Errors.Count > 0 ? Look.ToMend(texts, notice.Errors) : null),
                Look.Facts([(texts[VisualStudioText.WayFact], VisualStudioWays.Name(texts, form.Way))]),
                Look.Text(texts[VisualStudioText.DetailsIntro]),
                .. Field("authorization", texts[VisualStudioText.Authorization], "12345678ZZE1234", form.Authorization),
                .. Field("licence", texts[VisualStudioText.Licence], "12345678", form.Licence),
                .. Field("email", texts[VisualStudioText.Email], "it@contoso.com", form.Email),
            ],
            [
                Look.Submit(texts[VisualStudioText.ReviewButton], Own + "/details", data()),
                Look.Submit(texts[VisualStudioText.OtherWay], Own + "/back", data(), AdaptiveActionStyle.Default),
                Look.Go(texts[CommonText.CancelButton], Own + "/cancel", Look.Data(form.Form)),
            ]);

        // None is required by the client: “another way” sends them too, however little was typed; the bot says what is missing.
        IEnumerable<AdaptiveElement?> Field(string id, string label, string example, string value) =>
        [
            Look.Error(id, notice.Errors, texts),
            new AdaptiveTextInput
            {
                Id = id,
                Label = label,
                Placeholder = texts[VisualStudioText.Example, example],
                Value = value.Length > 0 ? value : null,
            },
        ];
    }

    public static ReviewText Review(Texts texts, VisualStudioReview review)
    {
        var form = review.Form;
        return new ReviewText(
            texts[VisualStudioText.ReviewTitle, review.Relation.Value?.Customer.Name ?? form.Customer],
            [.. Lines(texts, review)],
            [
                (texts[VisualStudioText.WayFact], VisualStudioWays.Name(texts, form.Way)),
                (texts[VisualStudioText.Authorization], form.Authorization),
                (texts[VisualStudioText.Licence], form.Licence),
                (texts[VisualStudioText.Email], form.Email),
            ])
        {
            More = review.IsDouble
                ? [Look.Go(
                    texts[VisualStudioText.ExistingButton],
                    Own + "/follow",
                    new JsonObject { ["request"] = review.Standing!.Id },
                    AdaptiveActionStyle.Positive)]
                : [],
        };
    }

    /// <summary>New licences: the two ways to buy, each with its steps.</summary>
    public static AdaptiveCard Cloud(Texts texts, VisualStudioForm form, CloudView view) => Look.Card(
        texts,
        texts[VisualStudioText.CloudTitle, view.Customer.Name],
        [
            Look.Text(texts[VisualStudioText.CloudIntro, view.Rule.EndedTold(texts)]),
            Look.Section(texts[VisualStudioText.SoftwareTitle]),
            Look.Text(texts[VisualStudioText.SoftwareText]),
            Look.Step(1, texts[VisualStudioText.Software_1, view.Customer.Name]),
            Look.Step(2, texts[VisualStudioText.Software_2]),
            Look.Step(3, texts[VisualStudioText.Software_3]),
            Look.Section(texts[VisualStudioText.MonthlyTitle]),
            Look.Text(texts[VisualStudioText.MonthlyText]),
            Billed(texts, view),
            Look.Step(1, texts[VisualStudioText.Monthly_1, view.Customer.Name]),
            Look.Step(2, texts[VisualStudioText.Monthly_2, view.Customer.Name]),
            Look.Step(3, texts[VisualStudioText.Monthly_3]),
            Look.Step(4, texts[VisualStudioText.Monthly_4]),
            Look.Step(5, texts[VisualStudioText.Monthly_5]),
            Look.Quiet(texts[VisualStudioText.CloudNote, view.Rule.Told(texts)]),
            Look.Words(
            [
                Link(texts[VisualStudioText.PartnerCenterWord], VisualStudioWays.PartnerCenter),
                Link("Marketplace", VisualStudioWays.Marketplace),
            ]),
            Look.Words(
            [
                Link(texts[VisualStudioText.PortalWord], VisualStudioWays.Portal),
                Link(texts[VisualStudioText.PricingWord], VisualStudioWays.Pricing),
            ]),
        ],
        [
            Look.Go(texts[CommonText.BackButton], Own + "/back", Back(form, view.Customer)),
            Look.Go(texts[CommonText.CancelButton], Own + "/cancel", Look.Data(form.Form)),
        ]);

    /// <summary>A page of Microsoft's to open.</summary>
    public static AdaptiveColumn Link(string word, Uri url) => new()
    {
        Items =
        [
            new AdaptiveTextBlock(word + " ↗") { Wrap = true, Color = AdaptiveTextColor.Accent, Weight = AdaptiveTextWeight.Bolder },
        ],
        Width = "auto",
        SelectAction = new AdaptiveOpenUrlAction { Title = word, Url = url },
    };

    private static AdaptiveElement Billed(Texts texts, CloudView view)
    {
        var line = view.Sold.Fault is { } fault ? ReviewLine.Of(texts, fault)
            : view.Sold.Value!.Where(subscription => subscription.IsActive).Select(subscription => subscription.Name).ToList()
                is { Count: > 0 } names
                ? new ReviewLine(Mark.Done, texts[VisualStudioText.Billed, string.Join(", ", names.Take(4))])
            : new ReviewLine(
                Mark.Caution,
                texts[VisualStudioText.NoSubscription, view.Customer.Name],
                texts[VisualStudioText.NoSubscription_Help, view.Customer.Name]);
        return Look.Line(line.Mark, line.Text, line.Help);
    }

    private static IEnumerable<ReviewLine> Lines(Texts texts, VisualStudioReview review)
    {
        yield return review.Relation.Fault is { } fault
            ? ReviewLine.Of(texts, fault)
            : new ReviewLine(Mark.Done, texts[VisualStudioText.Line_Customer, review.Relation.Value!.Customer.Name]);
        if (review is { IsDouble: true, Standing: { } standing })
            yield return ReviewLine.Of(texts, new Refusal("VisualStudio.AlreadyHandedOver", standing.CustomerName, standing.Id));
        else if (review.Standing is { } ended)
            yield return new ReviewLine(
                Mark.Caution,
                texts[VisualStudioText.Line_Again, ended.SaidAt is { } at ? texts.Day(at) : "?"],
                texts[VisualStudioText.Line_Again_Help]);
        foreach (var odd in review.Form.Oddities())
            yield return new ReviewLine(Mark.Caution, texts[odd], texts[VisualStudioText.Odd_Help]);
        yield return ReviewLine.Effect(texts[VisualStudioText.Line_Nobody], texts[VisualStudioText.Line_Nobody_Help]);
    }

    private static JsonObject Back(VisualStudioForm form, Customer customer)
    {
        var data = Carry(form, "details", customer);
        data["way"] = form.Way;
        return data;
    }

    /// <summary>What was typed goes along, whichever card comes next.</summary>
    private static JsonObject Carry(VisualStudioForm form, string stage, Customer? customer)
    {
        var data = Look.Data(form.Form, ("stage", stage));
        if (customer is not null)
            data["customer"] = customer.Id;
        foreach (var (name, value) in form.Data.Where(one => one.Name is not ("customer" or "way") && one.Value is { Length: > 0 }))
            data[name] = value;
        return data;
    }
}

/// <summary>What the first card shows.</summary>
/// <param name="Customer">The one whom it is about; null asks for one.</param>
/// <param name="Listed">Choices for clients without search.</param>
internal sealed record WaysView(Customer? Customer, IReadOnlyList<Customer> Listed, OpenLicenceRule Rule, FormNotice Notice);

/// <summary>What the card of new licences shows.</summary>
/// <param name="Sold">The customer's Azure subscriptions, to which monthly ones are billed.</param>
internal sealed record CloudView(Customer Customer, Probe<IReadOnlyList<AzureSubscription>> Sold, OpenLicenceRule Rule);
