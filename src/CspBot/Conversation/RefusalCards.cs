using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>A refusal that teaches: what was refused, what is missing, who can help, the service's code, and the way forward.</summary>
internal static class RefusalCards
{
    public static AdaptiveCard Card(Refusal refusal, Texts texts) => Look.Card(
        texts,
        texts[CommonText.RefusedTitle],
        [Banner(refusal, texts)],
        [
            refusal.Reason == "Cloud.NotOurCustomer"
                ? Look.Go(texts[RefusalText.Invitation], "customers/invitation", new JsonObject())
                : null,
            Look.Go(
                texts[refusal.ForwardText ?? (LeadsBack(refusal) ? CommonText.AgainButton : CommonText.HelpButton)],
                refusal.ForwardVerb ?? "help/show",
                new JsonObject()),
        ],
        texts[refusal.TextKey, Sentences.Args(refusal, texts)]);

    // Whoever has no role at all has nothing to be shown until somebody gave one.
    private static bool LeadsBack(Refusal refusal) => refusal.ForwardVerb is not null || refusal.Reason is "NoRole" or "RolesUnknown";

    /// <summary>The same as a box on top of another card.</summary>
    public static AdaptiveContainer Banner(Refusal refusal, Texts texts) => Look.Banner(
        refusal.IsTransient ? Look.Warning : Look.Attention,
        texts[refusal.TextKey, Sentences.Args(refusal, texts)],
        Sentences.Help(refusal, texts),
        Sentences.Reference(refusal, texts));
}
