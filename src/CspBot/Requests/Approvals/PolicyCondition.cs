using CspBot.Cloud;

namespace CspBot.Requests.Approvals;

/// <summary>One condition of a rule; what it asks about and the case does not have, does not hold.</summary>
/// <param name="Text">As it stands in the rule.</param>
internal abstract record PolicyCondition(string Text)
{
    public abstract bool Holds(PolicyCase asked, ApprovalOptions options);

    /// <summary><c>dialog is grant-owner</c>.</summary>
    internal sealed record DialogIs(string Text, IReadOnlyList<string> Names, bool Not) : PolicyCondition(Text)
    {
        public override bool Holds(PolicyCase asked, ApprovalOptions options) => Names.Contains(asked.Kind) != Not;
    }

    /// <summary><c>customer is "Adatum Corporation" or sensitive</c>.</summary>
    /// <param name="Names">Tenant ids or names; null stands for every sensitive customer.</param>
    internal sealed record CustomerIs(string Text, IReadOnlyList<string?> Names, bool Not) : PolicyCondition(Text)
    {
        public override bool Holds(PolicyCase asked, ApprovalOptions options) => Names.Any(name => name is null
            ? options.SensitiveOf(asked.CustomerId, asked.CustomerName) is not null
            : IsSame(name, asked.CustomerId) || IsSame(name, asked.CustomerName)) != Not;
    }

    /// <summary><c>role is Owner</c>: any of the roles that are given.</summary>
    internal sealed record RoleIs(string Text, IReadOnlyList<string> Names, bool Not) : PolicyCondition(Text)
    {
        public override bool Holds(PolicyCase asked, ApprovalOptions options) =>
            asked.Roles.Count > 0 && Names.Any(name => asked.Roles.Any(role => IsSame(role, name))) != Not;
    }

    /// <summary><c>duration > 8h</c>.</summary>
    /// <param name="Length">The longest there is: for good.</param>
    internal sealed record Lasts(string Text, string Sign, TimeSpan Length) : PolicyCondition(Text)
    {
        public override bool Holds(PolicyCase asked, ApprovalOptions options) =>
            asked.Lasts is { } lasts && Compares(Sign, lasts.CompareTo(Length));
    }

    /// <summary><c>amount > 10000 EUR</c>. An amount that nobody can count is above every one.</summary>
    internal sealed record Amounts(string Text, string Sign, Money Bound) : PolicyCondition(Text)
    {
        public override bool Holds(PolicyCase asked, ApprovalOptions options) =>
            WeighedAmount.Against(asked.Amount, Bound, options) is { } weighed
            && Compares(Sign, weighed.Counted is { } counted ? counted.CompareTo(Bound.Amount) : 1);
    }

    private static bool Compares(string sign, int order) => sign switch
    {
        ">" => order > 0,
        ">=" => order >= 0,
        "<" => order < 0,
        "<=" => order <= 0,
        _ => order == 0,
    };

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
