using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>The first step that most dialogs share: which customer? Words that fit one customer skip it, several are listed.</summary>
internal sealed class CustomerChoice(AzureOperations azure, FormSeal forms)
{
    /// <summary>The one customer that the words or the chosen id mean, or the card that asks.</summary>
    /// <param name="dialog">For the verbs <c>{dialog}/customer</c> and <c>{dialog}/cancel</c>.</param>
    /// <param name="words">An id, or part of a name or domain; empty to ask.</param>
    public async Task<(Customer? Customer, AdaptiveCard? Card)> ChooseAsync(
        Dialog dialog, DialogTurn turn, string words, CancellationToken ct)
    {
        try
        {
            if (Guid.TryParse(words, out var id))
            {
                var relation = await turn.ReadAsync(token => azure.GetCustomerAsync(id.ToString(), token), ct);
                return (relation.Customer, null);
            }

            var found = await turn.ReadAsync(token => azure.SearchCustomersAsync(words, Searches.Listed, token), ct);
            if (words.Length > 0 && found is [var only])
                return (only, null);
            if (words.Length > 0 && found.Count == 0)
            {
                var all = await turn.ReadAsync(token => azure.SearchCustomersAsync("", Searches.Listed, token), ct);
                return (null,
                    await AskAsync(
                        dialog,
                        turn,
                        all,
                        Look.Banner(Look.Warning, turn.Texts[CommonText.NoCustomerFits, words], turn.Texts[CommonText.NoCustomerFits_Help]),
                        words,
                        ct));
            }

            return (null,
                await AskAsync(
                    dialog,
                    turn,
                    found,
                    words.Length > 0 ? Look.Banner(Look.Calm, turn.Texts[CommonText.SeveralCustomersFit, words]) : null,
                    null,
                    ct));
        }
        catch (CloudFault fault)
        {
            return (null, await AskAsync(dialog, turn, [], RefusalCards.Banner(Refusal.From(fault), turn.Texts), words, ct));
        }
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
        Dialog dialog, DialogTurn turn, IReadOnlyList<Customer> listed, AdaptiveElement? banner, string? typed, CancellationToken ct)
    {
        var texts = turn.Texts;
        var form = await forms.KeepOrNewAsync(turn.Input.Form, ct);
        var field = Field(texts, listed, typed);
        field.IsRequired = true;
        field.ErrorMessage = texts[CommonText.CustomerMissing];
        return Look.Card(
            texts,
            texts[dialog.Area + ".Name"],
            [
                banner,
                Look.Text(texts[dialog.Area + ".Intro"]),
                field,
            ],
            [
                Look.Submit(texts[CommonText.ContinueButton], dialog.Name + "/customer", Look.Data(form)),
                .. dialog.CustomerButtons(texts, form),
                Look.Go(texts[CommonText.CancelButton], dialog.Name + "/cancel", Look.Data(form)),
            ]);
    }
}
