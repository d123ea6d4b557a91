using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>What is answered to a phrase that opens nothing: short, with a way on.</summary>
internal static class HeardCards
{
    /// <summary>How many things are offered to somebody who was not understood.</summary>
    public const int Nearest = 3;

    /// <summary>A line, as people answer. Who may believe to have decided or stopped something gets the way to where it is.</summary>
    /// <param name="requests">Where that is; null for a reader who may not open it.</param>
    public static AdaptiveCard Small(Texts texts, string what, DialogEntry? requests) => Look.Card(
        texts,
        texts["Help.Small." + what],
        [],
        requests is not null && what is "ok" or "stop"
            ? [Look.Go(texts[requests.Area + ".Name"], "help/open", new JsonObject { ["dialog"] = requests.Name })]
            : []);

    /// <summary>Which one was meant; a click opens it with what was told.</summary>
    public static AdaptiveCard Choose(Texts texts, IReadOnlyList<Meant> meant) => Look.Card(
        texts,
        texts[meant.Count > 1 ? HelpText.ChooseTitle : HelpText.ChooseOneTitle],
        [Look.Text(texts[meant.Count > 1 ? HelpText.ChooseText : HelpText.ChooseOneText])],
        [.. meant.Select(one => Open(texts, one)), Whole(texts)]);

    /// <summary>What comes nearest, each with a sentence of what it does; where nothing does, all that there is.</summary>
    public static AdaptiveCard Unknown(Texts texts, IReadOnlyList<DialogEntry> nearest, IReadOnlyList<DialogEntry> all) => Look.Card(
        texts,
        texts[HelpText.UnknownTitle],
        [
            Look.Text(texts[nearest.Count > 0 ? HelpText.UnknownText : HelpText.NothingNear]),
            .. (nearest.Count > 0 ? nearest.Take(Nearest) : all).Select(dialog => Row(texts, dialog)),
        ],
        [Whole(texts)]);

    /// <summary>A dialog to click: its name, what it does, what opens it when typed.</summary>
    public static AdaptiveColumnSet Row(Texts texts, DialogEntry dialog) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(texts[dialog.Area + ".Name"]) { Wrap = true, Weight = AdaptiveTextWeight.Bolder },
                    Look.Small(texts[dialog.Area + ".Help"]),
                    new AdaptiveTextBlock(Example(texts, dialog))
                    {
                        Wrap = true,
                        Spacing = AdaptiveSpacing.None,
                        FontType = AdaptiveFontType.Monospace,
                        Color = AdaptiveTextColor.Accent,
                    },
                ],
                Width = "stretch",
            },
            Look.Opens(texts[HelpText.OpenWord]),
        ],
        SelectAction = Look.Go(texts[dialog.Area + ".Name"], "help/open", new JsonObject { ["dialog"] = dialog.Name }),
    };

    /// <summary>The first of the examples that help shows; the phrase where an area has none.</summary>
    public static string Example(Texts texts, DialogEntry dialog) =>
        texts.Find(dialog.Area + ".Examples") is { } all ? all.Split('\n')[0].Trim() : dialog.Phrase(texts);

    private static AdaptiveExecuteAction Open(Texts texts, Meant meant)
    {
        var data = new JsonObject { ["dialog"] = meant.Dialog.Name, ["step"] = meant.Act.Step };
        foreach (var (field, value) in meant.Fields)
            data[field] = value;
        var name = meant.Dialog.Call(texts, meant.Act);
        return Look.Go(
            meant.Customer is { Length: > 0 and <= 40 } customer ? texts[HelpText.ChooseButton, name, customer] : name, "help/open", data);
    }

    private static AdaptiveExecuteAction Whole(Texts texts) => Look.Go(texts[HelpText.WholeButton], "help/show", []);
}
