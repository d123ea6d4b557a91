using FsCheck;
using FsCheck.Fluent;

namespace CspBot.Trials.Histories;

/// <summary>The people of a history; their place in the list is the end of their object id.</summary>
internal enum Who
{
    Nora,
    Tomas,
    Aisha,
    Pierre,
    Ingrid,
    Omar,
}

/// <summary>What can happen next.</summary>
internal enum Deed
{
    /// <summary>One click on Approve.</summary>
    Approve,

    /// <summary>The same person, at once on both instances.</summary>
    ApproveTwice,

    /// <summary>Two people, at once on both instances.</summary>
    ApproveBoth,

    /// <summary>What runs then is held up: the directory does not answer for who asked.</summary>
    ApproveHeld,
    Reject,
    Look,
    Comment,
    Remind,

    /// <summary>Another end, as <see cref="Step.Length"/>.</summary>
    End,
    Withdraw,
    Undo,
    Retry,

    /// <summary><see cref="Step.Other"/> decides meanwhile.</summary>
    Away,
    Back,

    /// <summary>A group is lost: that of approvers, or all roles.</summary>
    Loses,
    Regains,
    Disabled,
    Pass,
    Restart,

    /// <summary>The next right that is given is given, and nobody hears of it.</summary>
    LoseAnswer,

    /// <summary>The next right that is asked for is refused once.</summary>
    FailWrite,

    /// <summary>What ran without approval is confirmed, or is not to stand.</summary>
    Confirm,
    NotConfirm,

    /// <summary>Every click so far comes again, under its own id.</summary>
    Again,
}

/// <summary>Which sign-in comes with a yes that takes one.</summary>
internal enum SignIn
{
    Good,
    Old,
    Anothers,
    Used,
    None,
}

/// <summary>How much time goes by.</summary>
internal enum Span
{
    Minutes16,
    Minutes61,
    Hours2,
    BeforeLapse,
    AfterLapse,
    AfterEnd,
}

/// <summary>One thing that happens.</summary>
/// <param name="Deed">What.</param>
/// <param name="Who">By whom, or to whom.</param>
internal sealed record Step(Deed Deed, Who Who)
{
    /// <summary>The second person: a delegate, or who clicks at the same moment.</summary>
    public Who Other { get; init; }

    /// <summary>Who sets an absence up, if not the absent.</summary>
    public Who Maker { get; init; }

    public string Length { get; init; } = "";

    public SignIn SignIn { get; init; }

    public Span Span { get; init; }

    /// <summary>The click comes to the second instance, or that one starts anew.</summary>
    public bool OnTwo { get; init; }

    /// <summary>From a card as it was one version before; of an absence: it begins in two hours; of a loss: every role.</summary>
    public bool Odd { get; init; }

    public override string ToString() => Deed switch
    {
        Deed.Pass => $"{Span} pass",
        Deed.Restart => $"instance {(OnTwo ? 2 : 1)} starts anew",
        Deed.Away => $"{Who} is away{(Odd ? " in two hours" : "")}, {Other} decides, set up by {Maker}",
        Deed.Back => $"{Who} is back",
        Deed.Loses => $"{Who} loses {(Odd ? "every role" : "the right to decide")}",
        Deed.Regains => $"{Who} has every role again",
        Deed.Disabled => $"{Who} is switched off",
        Deed.LoseAnswer or Deed.FailWrite or Deed.Again => Deed.ToString(),
        _ => $"{Who}{(Deed == Deed.ApproveBoth ? $" and {Other}" : "")}: {Deed}{(Deed == Deed.End ? " " + Length : "")}"
            + $"{(Odd ? ", old card" : "")}{(SignIn == SignIn.Good ? "" : $", sign-in {SignIn}")}{(OnTwo ? ", on 2" : "")}",
    };
}

/// <summary>Who asks for how long, and what happens then.</summary>
internal sealed record History(Who Asker, string Length, IReadOnlyList<Step> Steps)
{
    /// <summary>Who gave whoever asks a standing pre-approval of up to eight hours before; null for nobody.</summary>
    public Who? Giver { get; init; }

    /// <summary>And has lost the right to decide since.</summary>
    public bool GiverLoses { get; init; }

    /// <summary>Who asks runs it without approval, where that may be.</summary>
    public bool BreaksGlass { get; init; }

    private const int MostFitting = 3;
    private static readonly string[] Lengths = ["1h", "4h", "8h", "1d", "7d", "30d", "permanent"];

    private static readonly Gen<Who> Anybody = Gen.Frequency(
        (2, Gen.Constant(Who.Nora)), (6, Gen.Constant(Who.Tomas)), (6, Gen.Constant(Who.Aisha)), (5, Gen.Constant(Who.Pierre)),
        (3, Gen.Constant(Who.Ingrid)), (3, Gen.Constant(Who.Omar)));

    private static readonly Gen<Who> Askers = Gen.Frequency((4, Gen.Constant(Who.Nora)), (1, Gen.Constant(Who.Tomas)));

    private static readonly Gen<Deed> Deeds = Gen.Frequency(
        Of(24, Deed.Approve), Of(3, Deed.ApproveTwice), Of(6, Deed.ApproveBoth), Of(5, Deed.ApproveHeld), Of(3, Deed.Reject),
        Of(3, Deed.Look), Of(3, Deed.Comment), Of(2, Deed.Remind), Of(5, Deed.End), Of(2, Deed.Withdraw), Of(8, Deed.Undo),
        Of(4, Deed.Retry), Of(5, Deed.Away), Of(2, Deed.Back), Of(6, Deed.Loses), Of(2, Deed.Regains), Of(3, Deed.Disabled),
        Of(9, Deed.Pass), Of(1, Deed.Restart), Of(2, Deed.LoseAnswer), Of(2, Deed.FailWrite), Of(3, Deed.Again),
        Of(3, Deed.Confirm), Of(1, Deed.NotConfirm));

    /// <summary>Histories, and what is simpler than one that fails: without one of its steps, or without its second half.</summary>
    public static Arbitrary<History> Arbitrary { get; } = Arb.From(
        from asker in Askers
        from length in Gen.Frequency(
            Of(3, "1h"), Of(5, "4h"), Of(6, "8h"), Of(6, "1d"), Of(6, "7d"), Of(5, "30d"), Of(1, "permanent"))
        from count in Gen.Choose(2, 10)
        from episodes in Gen.ArrayOf(Episode(asker), count)
        let steps = episodes.SelectMany(steps => steps).ToArray()
        from places in Gen.ArrayOf(Gen.Choose(0, steps.Length), MostFitting)
        from fits in Gen.Elements(true, false)
        from glass in Gen.Frequency(Of(5, false), Of(1, true))
        let all = fits ? [.. WithFitting(asker, length, glass, (steps, places))] : steps
        from giver in Gen.Frequency<Who?>(
            (8, Gen.Constant<Who?>(null)), (1, Gen.Elements<Who?>(Who.Aisha, asker == Who.Tomas ? Who.Nora : Who.Tomas, Who.Pierre)))
        from loses in Gen.Frequency(Of(3, false), Of(1, true))
        select new History(asker, length, all) { BreaksGlass = glass, Giver = giver, GiverLoses = loses },
        Simpler);

    public override string ToString() => string.Join(
        "\n  ", Steps.Select(step => $"{step}").Prepend($"{Asker} {(BreaksGlass ? "breaks the glass" : "asks")} for {Length}{Before}"));

    /// <summary>So many of those who may say yes do so somewhere in between, that most come to something.</summary>
    private static IEnumerable<Step> WithFitting(
        Who asker, string length, bool glass, (IReadOnlyList<Step> Steps, IReadOnlyList<int> Places) drawn)
    {
        var (steps, places) = drawn;
        var people = new[] { Who.Aisha, asker == Who.Tomas ? Who.Nora : Who.Tomas, Who.Pierre }.Take(HouseRules.Of(length)?.People ?? 0);
        var fitting = people.Index().ToLookup(one => places[one.Index], one => new Step(glass ? Deed.Confirm : Deed.Approve, one.Item));
        return Enumerable.Range(0, steps.Count + 1).SelectMany(place => fitting[place].Concat(steps.Skip(place).Take(1)));
    }

    private string Before => Giver is null ? "" : $", pre-approved by {Giver}{(GiverLoses ? ", who has lost the right since" : "")}";

    private static (int Often, Gen<T> What) Of<T>(int often, T what) => (often, Gen.Constant(what));

    /// <summary>A step, and sometimes what makes it matter: the delegate clicks, and who loses a right has used it before.</summary>
    private static Gen<Step[]> Episode(Who asker) =>
        from step in OneStep(asker)
        from isAlone in Gen.Elements(true, false)
        from isOmar in Gen.Elements(true, false)
        let away = isOmar ? step with { Other = Who.Omar, Maker = step.Maker == step.Who ? step.Who : asker } : step
        select step.Deed switch
        {
            Deed.Away when !isAlone => [away, new Step(Deed.Approve, away.Other)],
            Deed.Away => [away],
            Deed.Loses or Deed.Disabled when !isAlone => [new Step(Deed.Approve, step.Who), step],
            _ => new[] { step },
        };

    private static Gen<Step> OneStep(Who asker) =>
        from deed in Deeds
        from who in Anybody
        from other in Anybody
        from maker in Gen.Frequency(Of(2, 0), Of(1, 1))
        from length in Gen.Elements(Lengths)
        from signIn in Gen.Frequency(
            Of(16, SignIn.Good), Of(1, SignIn.Old), Of(1, SignIn.Anothers), Of(3, SignIn.Used), Of(1, SignIn.None))
        from span in Gen.Frequency(
            Of(4, Span.Minutes16), Of(5, Span.Minutes61), Of(4, Span.Hours2), Of(2, Span.BeforeLapse), Of(2, Span.AfterLapse),
            Of(1, Span.AfterEnd))
        from onTwo in Gen.Elements(true, false)
        from odd in Gen.Frequency(Of(1, true), Of(deed is Deed.Away or Deed.Loses ? 1 : 9, false))
        let isAskers = deed is Deed.Comment or Deed.Remind or Deed.End or Deed.Withdraw or Deed.Retry or Deed.Undo
        select new Step(deed, isAskers && other != who ? asker : who)
        {
            Other = other,
            Maker = maker == 0 ? who : other == Who.Omar ? asker : Who.Omar,
            Length = length,
            SignIn = signIn,
            Span = span,
            OnTwo = onTwo,
            Odd = odd,
        };

    private static IEnumerable<History> Simpler(History history)
    {
        var (half, all) = (history.Steps.Count / 2, history.Steps);
        if (history.Giver is not null)
            yield return history with { Giver = null };
        if (half > 0)
            yield return history with { Steps = [.. all.Take(half)] };
        for (var left = 0; left < all.Count; left++)
            yield return history with { Steps = [.. all.Where((_, number) => number != left)] };
    }
}
