using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>
/// The first step that most dialogs share: which customer? Words that fit one customer, or are the whole name of one, skip it; several are
/// rows to click, beside the field to search again. What only comes near what was typed is asked for, also when it is one alone.
/// </summary>
internal sealed class CustomerChoice(AzureOperations azure, FormSeal forms)
{
    /// <summary>As many as fit on a telephone's screen or two, beside the field.</summary>
    private const int MostRows = 10;

    /// <summary>Its name; where only an id is known, since its record could not be read, words instead.</summary>
    public static string Named(Texts texts, string name) => Guid.TryParse(name, out _) ? texts[CommonText.ThisCustomer] : name;

    /// <summary>The one customer that the words or the chosen id mean, or the card that asks.</summary>
    /// <param name="dialog">For the verbs <c>{dialog}/{step}</c> and <c>{dialog}/cancel</c>.</param>
    /// <param name="words">An id, or part of a name or domain; empty to ask.</param>
    /// <param name="step">Where the chosen customer leads.</param>
    public async Task<(Customer? Customer, AdaptiveCard? Card)> ChooseAsync(
        Dialog dialog, DialogTurn turn, string words, CancellationToken ct, string step = "customer")
    {
        var asking = new Asking(dialog, turn, step);
        try
        {
            if (Guid.TryParse(words, out var id))
            {
                if (!turn.Caller.Sees(id.ToString()))
                    throw AzureOperations.NoCustomer(words);
                var relation = await turn.ReadAsync(token => azure.GetCustomerAsync(id.ToString(), token), ct);
                return (relation.Customer, null);
            }

            var found = await turn.ReadAsync(token => azure.SearchCustomersAsync(words, Searches.Listed, token, turn.Caller.Only), ct);
            if (words.Length > 0 && found is [var only] && CustomerSearch.Holds(only, words))
                return (only, null);
            if (found.Where(one => CustomerSearch.IsNamed(one, words)).ToList() is [var named])
                return (named, null);
            if (words.Length > 0 && found.Count == 0)
            {
                var all = await turn.ReadAsync(token => azure.SearchCustomersAsync("", Searches.Listed, token, turn.Caller.Only), ct);
                return (null,
                    await AskAsync(
                        asking,
                        all,
                        Look.Banner(Look.Warning, turn.Texts[CommonText.NoCustomerFits, words], turn.Texts[CommonText.NoCustomerFits_Help]),
                        words,
                        ct));
            }

            if (words.Length == 0)
                return (null, await AskAsync(asking, found, null, null, ct));
            var several = CustomerSearch.Holds(found[0], words)
                ? Look.Banner(Look.Calm, turn.Texts[CommonText.SeveralCustomersFit, words])
                : Look.Banner(Look.Warning, turn.Texts[CommonText.NoCustomerFits, words], turn.Texts[CommonText.CustomersNear]);
            return (null, await AskAsync(asking with { AreMeant = true }, found, several, words, ct));
        }
        catch (CloudFault fault)
        {
            return (null, await AskAsync(asking, [], RefusalCards.Banner(Refusal.From(fault), turn.Texts), words, ct));
        }
    }

    /// <summary>Asks for the customer, where a phrase says something else that tells whose it may be.</summary>
    public async Task<AdaptiveCard> AskAsync(Dialog dialog, DialogTurn turn, CustomerQuestion question, CancellationToken ct)
    {
        var asking = new Asking(dialog, turn, question.Step);
        if (question.Meant.Count > 0)
            return await AskAsync(asking with { AreMeant = true }, question.Meant, question.Banner, null, ct);
        var all = await turn.ProbeAsync(token => azure.SearchCustomersAsync("", Searches.Listed, token, turn.Caller.Only), ct);
        return await AskAsync(asking, all.Value ?? [], question.Banner, null, ct);
    }

    /// <summary>The field that asks for a customer; a search, or where there is nothing to list a field to type into.</summary>
    /// <param name="texts">The reader's language.</param>
    /// <param name="listed">Choices for clients without search.</param>
    /// <param name="typed">What was chosen or typed stays in the field, also when it could not be looked up.</param>
    public static AdaptiveInput Field(Texts texts, IReadOnlyList<Customer> listed, string? typed)
    {
        var choices = Searches.With(Searches.Fit(listed.Select(Searches.Choice), bytes: 13_000), typed ?? "");
        return Look.OrTyped(new AdaptiveChoiceSetInput
        {
            Id = "customer",
            Label = texts[CommonText.CustomerLabel],
            Choices = choices,
            Wrap = true,
            Style = AdaptiveChoiceInputStyle.Filtered,
            Placeholder = texts[CommonText.CustomerPlaceholder],
            DataQuery = new AdaptiveDataQuery { Dataset = Searches.Customers },
            Value = typed is { Length: > 0 } ? typed : null,
        });
    }

    private async Task<AdaptiveCard> AskAsync(
        Asking asking, IReadOnlyList<Customer> listed, AdaptiveElement? banner, string? typed, CancellationToken ct)
    {
        var (dialog, turn, step) = asking;
        var texts = turn.Texts;
        var form = await forms.KeepOrNewAsync(turn.Input.Form, ct);
        var field = Field(texts, listed, typed);
        var (title, intro) = dialog.AskingWords(turn);
        field.IsRequired = true;
        field.ErrorMessage = texts[CommonText.CustomerMissing];
        return Look.Card(
            texts,
            title,
            [
                banner,
                asking.AreMeant ? null : Look.Text(intro),
                .. asking.AreMeant ? listed.Take(MostRows).Select(customer => Row(asking, form, customer)) : [],
                asking.AreMeant && listed.Count > MostRows ? Look.Quiet(texts[CommonText.MoreCustomersFit]) : null,

                // Not every client minds that the field is required, and a card that comes back as it was says nothing.
                turn.Input.IsLeftEmpty("customer") ? Look.Wrong(texts[CommonText.CustomerMissing]) : null,
                field,
            ],
            [
                Look.Submit(texts[CommonText.ContinueButton], $"{dialog.Name}/{step}", Look.Data(form, asking.Told)),
                .. dialog.CustomerButtons(texts, form),
                Look.Go(texts[CommonText.CancelButton], dialog.Name + "/cancel", Look.Data(form)),
            ]);
    }

    /// <summary>One that fits: a click leads on, as if it had been chosen in the field.</summary>
    private static AdaptiveColumnSet Row(Asking asking, string form, Customer customer) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(customer.Name) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                    .. customer.Domain.Length > 0 ? [Look.Small(customer.Domain)] : Array.Empty<AdaptiveElement>(),
                ],
                Width = "stretch",
            },
            Look.Opens(asking.Turn.Texts[CommonText.ChooseWord]),
        ],
        Separator = true,
        SelectAction = Look.Go(
            asking.Turn.Texts[CommonText.ChooseCustomer, customer.Name],
            $"{asking.Dialog.Name}/{asking.Step}",
            Look.Data(form, [.. asking.Told, ("customer", customer.Id)])),
    };

    /// <summary>Who asks whom, and where the answer goes.</summary>
    private sealed record Asking(Dialog Dialog, DialogTurn Turn, string Step)
    {
        /// <summary>What is listed is what was meant, to be clicked.</summary>
        public bool AreMeant { get; init; }

        /// <summary>
        /// What a phrase told besides the customer goes on with the answer; a form that comes back was about another customer.
        /// </summary>
        public (string Name, string? Value)[] Told => Turn.Input["stage"].Length > 0
            ? []
            :
            [
                .. Dialog.Line.Typed.SelectMany(act => act.Fields.Append(act.Rest).OfType<string>())
                    .Concat(Remarks.All)
                    .Distinct()
                    .Where(name => name != "customer" && Turn.Input[name] is { Length: > 0 and <= Meant.LongestValue })
                    .Select(name => (name, (string?)Turn.Input[name])),
            ];
    }
}

/// <summary>Which customer, and why that is asked.</summary>
/// <param name="Step">Where the chosen customer leads.</param>
/// <param name="Meant">Those that may be meant, as rows to click; none where nothing tells.</param>
internal sealed record CustomerQuestion(string Step, IReadOnlyList<Customer> Meant, AdaptiveElement Banner);
