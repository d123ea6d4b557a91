using CspBot.Resources;

namespace CspBot.Requests;

/// <summary>A button that leads on with the same customer. The verb alone ties it to the dialog that answers.</summary>
/// <param name="Text">Key of the button's text.</param>
/// <param name="Verb">A verb that takes <c>customer</c> alone, and only reads or opens a form.</param>
internal sealed record NextStep(string Text, string Verb)
{
    /// <summary>
    /// In a button's data: the request on whose card it stands. That card stays, and what the button opens is a message of its own.
    /// </summary>
    public const string Beside = "beside";

    public static NextStep Access { get; } = new(RequestsText.Next_Access, "customers/access");

    public static NextStep Customer { get; } = new(RequestsText.Next_Customer, "customers/show");

    public static NextStep Permission { get; } = new(RequestsText.Next_Permission, "reservation-permission/customer");

    public static NextStep Reservations { get; } = new(RequestsText.Next_Reservations, "reservations/list");

    public static NextStep StackTenants { get; } = new(RequestsText.Next_StackTenants, "onboard-stack-tenant/tenants");
}
