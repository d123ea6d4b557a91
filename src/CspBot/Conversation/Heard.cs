using System.Text.Json;
using CspBot.Cloud.Http;

namespace CspBot.Conversation;

/// <summary>What a phrase was understood as: a closed set. None of it is carried out; at most a form opens, filled in.</summary>
internal abstract record Heard
{
    private Heard()
    {
    }

    /// <summary>The language whose words decided; null where none did.</summary>
    public string? Language { get; init; }

    /// <summary>The same with the reason that was told.</summary>
    public Heard Because(PhraseReason reason) => this switch
    {
        Open open => open with { Meant = open.Meant.Because(reason) },
        Choose choose => choose with { Meant = [.. choose.Meant.Select(meant => meant.Because(reason))] },
        _ => this,
    };

    /// <summary>One thing was meant.</summary>
    internal sealed record Open(Meant Meant) : Heard;

    /// <summary>Two or three things may have been meant: buttons.</summary>
    internal sealed record Choose(IReadOnlyList<Meant> Meant) : Heard;

    /// <summary>Asked about, told of, or not wanted: what it does is said, and no form opens.</summary>
    internal sealed record Explain(DialogEntry Dialog) : Heard
    {
        /// <summary>Why nothing opens; null where something was asked.</summary>
        public NotMeant? Why { get; init; }
    }

    /// <summary>Help was asked for, about nothing in particular.</summary>
    internal sealed record Menu : Heard;

    /// <summary>Said as people say it to each other.</summary>
    /// <param name="What">Which of <see cref="Concepts.SmallTalk"/>.</param>
    internal sealed record Small(string What) : Heard;

    /// <summary>Nothing that the bot knows.</summary>
    /// <param name="Nearest">What comes near it, the nearest first; empty where nothing does.</param>
    internal sealed record Unknown(IReadOnlyList<DialogEntry> Nearest) : Heard;
}

/// <summary>Why a phrase opens nothing that it names.</summary>
internal enum NotMeant
{
    /// <summary>It says that this is not to be done.</summary>
    Denied,

    /// <summary>It tells of what is done already.</summary>
    Past,

    /// <summary>Somebody else's words.</summary>
    Quoted,

    /// <summary>It names more customers than one.</summary>
    Torn,
}

/// <summary>An act of a dialog, and what the phrase says of its fields.</summary>
internal sealed record Meant(DialogEntry Dialog, TypedAct Act)
{
    public const int LongestValue = 200;

    /// <summary>What was told, by the ids of the form's inputs; the customer in the words that were typed.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>As much of it as a field takes.</summary>
    public static string Cut(string value) => value.Length <= LongestValue ? value : CloudJson.WholeText(value[..LongestValue]);

    /// <summary>The same with the reason that was told; what only shows something wants none.</summary>
    public Meant Because(PhraseReason reason)
    {
        if (!Act.Changes)
            return this;
        var isTicket = reason.Ticket.Length > 0 && Act.Takes("ticket") && !Fields.ContainsKey("ticket");
        var fields = new Dictionary<string, string>(Fields) { [Remarks.Reason] = Cut(isTicket ? reason.Rest : reason.Why) };
        if (isTicket)
            fields["ticket"] = Cut(reason.Ticket);
        return this with { Fields = fields };
    }

    public string Customer => Fields.GetValueOrDefault("customer", "");

    /// <summary>The same, as if a button had carried it.</summary>
    public FormInput Input => new(JsonSerializer.SerializeToElement(Fields));

    /// <summary>Opens it: as its phrase does, or as a button of its cards. Roles, scope and seal are what they are there.</summary>
    public Task<DialogReply> OpenAsync(Dialog dialog, DialogTurn turn, CancellationToken ct) => Act.Step.Length == 0
        ? dialog.OpenAsync(turn with { Input = Input }, Customer, ct)
        : dialog.StepAsync(turn with { Input = Input }, Act.Step, ct);
}

/// <summary>Something that can be typed: the step that it opens, and how people say it.</summary>
/// <param name="Step">A step that shows a card and does nothing; empty for the dialog itself.</param>
/// <param name="Said">
/// Each is a way to say it: concepts parted by spaces, whose words stand in <c>Words.resx</c>, in any order. One with <c>?</c> may be left
/// out; one with <c>~</c> says little by itself.
/// </param>
internal sealed record TypedAct(string Step, params string[] Said)
{
    /// <summary>Inputs that a phrase may fill.</summary>
    public IReadOnlyList<string> Fields { get; init; } = ["customer"];

    /// <summary>The input that takes the customer's words, where it is not the customer's own: a list that is looked through.</summary>
    public string CustomerAs { get; init; } = "customer";

    /// <summary>The input that takes the words that are left, such as a product.</summary>
    public string? Rest { get; init; }

    /// <summary>It opens a form that changes something: words that nobody can explain are asked about first.</summary>
    public bool Changes { get; init; }

    /// <summary>It gives something: a phrase that stops or takes away does not mean it.</summary>
    public bool Gives { get; init; }

    /// <summary>The form shows how things stand too: a question about that opens it.</summary>
    public bool ShowsState { get; init; }

    /// <summary>A customer's name and nothing else means this.</summary>
    public bool IsForNameAlone { get; init; }

    public bool Takes(string field) => Fields.Contains(field);
}
