using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>What who breaks the glass has typed: why, and the tick.</summary>
internal sealed record GlassForm(string Reason, bool IsTicked)
{
    public const string ReasonInput = "glassReason";
    public const string TickInput = "glassTick";
    public const int Longest = 500;
    private const int Shortest = 20;

    /// <summary>One that nobody has filled in yet.</summary>
    public static GlassForm Blank { get; } = new("", IsTicked: false);

    public static GlassForm Read(FormInput input) => new(input[ReasonInput], input.IsTrue(TickInput));

    /// <summary>The no to what was typed, for the audit; null when nothing is wrong.</summary>
    public Refusal? WhyNot => Errors() is not { Count: > 0 } errors ? null
        : errors.ContainsKey(ReasonInput) ? new Refusal("Glass.ReasonShort")
        : new Refusal("Glass.TickMissing");

    /// <summary>Keys of what is missing or wrong, per field.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (Reason.Count(char.IsLetterOrDigit) < Shortest || Reason.Length > Longest)
            errors[ReasonInput] = GlassText.Refusal_ReasonShort;
        if (!IsTicked)
            errors[TickInput] = GlassText.Refusal_TickMissing;
        return errors;
    }
}
