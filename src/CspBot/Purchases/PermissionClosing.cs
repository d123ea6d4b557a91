using System.Globalization;
using CspBot.Cloud;

namespace CspBot.Purchases;

/// <summary>When a permission that closes itself has seen enough: one purchase, an amount, or a wrong kind. Pure.</summary>
internal static class PermissionClosing
{
    /// <summary>After the first purchase under it.</summary>
    public const string Purchase = "purchase";

    /// <summary>After a purchase of another kind than it was given for.</summary>
    public const string WrongKind = "wrong-kind";

    /// <summary>An amount in the currency of what is bought; null for a word or nonsense.</summary>
    public static decimal? Amount(string closesAfter) =>
        decimal.TryParse(closesAfter, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
        && amount is > 0 and < 1_000_000_000
            ? amount
            : null;

    public static bool IsKnown(string closesAfter) => closesAfter is Purchase or WrongKind || Amount(closesAfter) is not null;

    /// <summary>The purchases that make it close; none while it stays open.</summary>
    /// <param name="closesAfter">The word, or the amount.</param>
    /// <param name="meant">What it was given for.</param>
    /// <param name="bought">What the customer bought since.</param>
    /// <remarks>
    /// What nobody tells closes it: a purchase without a price counts as reaching any amount, one in a second currency too, and one whose
    /// kind is unknown as wrong. Partner Center's orders mostly carry no price (facts partner-center §5.4).
    /// </remarks>
    public static IReadOnlyList<Purchase> Reached(string closesAfter, ReservationPermissions meant, IReadOnlyList<Purchase> bought)
    {
        var commitments = bought.Where(purchase => purchase.IsCommitment).ToList();
        if (closesAfter == WrongKind)
            return [.. commitments.Where(purchase => !IsMeant(purchase.Kind, meant))];
        var under = commitments.Where(purchase => IsUnder(purchase.Kind, meant)).ToList();
        if (closesAfter == Purchase || Amount(closesAfter) is not { } most)
            return under;
        var isUnknown = under.Any(purchase => purchase.Amount is null)
            || under.Select(purchase => purchase.Amount!.Currency).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1;
        return isUnknown || under.Sum(purchase => purchase.Amount!.Amount) >= most ? under : [];
    }

    /// <summary>Bought under the switch that was turned on; what is not known may be.</summary>
    private static bool IsUnder(string kind, ReservationPermissions meant) => kind switch
    {
        PurchaseKind.SavingsPlan => meant.SavingsPlan,
        PurchaseKind.OneTime => true,
        _ => meant.ReservedInstances,
    };

    private static bool IsMeant(string kind, ReservationPermissions meant) => kind switch
    {
        PurchaseKind.SavingsPlan => meant.SavingsPlan,
        PurchaseKind.Reservation => meant.ReservedInstances,
        _ => false,
    };
}

/// <summary>
/// Turns permissions off that were to close after what a customer bought; the requests are Requests' to know. Asked before anybody is told
/// of these purchases, as often as they are looked at; without purchases it only notes that somebody turned the permission off by hand.
/// </summary>
internal delegate Task<PermissionsClosed> ClosePermissions(string customer, IReadOnlyList<Purchase> bought, CancellationToken ct);

/// <summary>What closed.</summary>
/// <param name="By">By purchase (its id), the request whose permission ends because of it.</param>
/// <param name="LookAgain">A permission is just being given: whether it closes can be said when that is over.</param>
internal sealed record PermissionsClosed(IReadOnlyDictionary<string, string> By, bool LookAgain);
