namespace CspBot.Sandbox;

/// <summary>
/// <c>POST /control/stack</c>: Microsoft, the operator or a customer's administrator changes something around an Azure Stack.
/// Only what the body names is changed.
/// </summary>
internal static class StackAction
{
    public static object Run(World world, Body body)
    {
        Stack.Deployment deployment = Stack.Deployments.FirstOrDefault(item => Ids.Same(item.Name, body.Deployment))
            ?? throw new ControlException($"There is no deployment '{body.Deployment}'; there are "
                + $"{string.Join(" and ", Stack.Deployments.Select(item => item.Name))}.");
        Stack.Registration registration = world.Stack.RegistrationOf(deployment);
        registration.MultiTenancy = body.MultiTenancy ?? registration.MultiTenancy;
        registration.BillingModel = body.BillingModel ?? registration.BillingModel;
        if (body.Customer is not null)
            ChangeTenant(world, world.Stack.Of(deployment), registration, ControlActions.FindCustomer(world, body.Customer), body);
        else if ((body.Registered ?? body.Consented ?? body.Outdated) is not null || body.MappedTo is not null)
            throw new ControlException("registered, consented, outdated and mappedTo need a customer.");
        return new { status = "done" };
    }

    private static void ChangeTenant(World world, Stack.Stamp stamp, Stack.Registration registration, Customer customer, Body body)
    {
        if (body.Registered is true)
            stamp.DirectoryTenants[customer.Domain] = customer.Id;
        else if (body.Registered is false)
            stamp.DirectoryTenants.Remove(customer.Domain);
        if (body.Consented is true)
        {
            // The administrator runs the script and takes a subscription from the stamp's offer.
            stamp.Consented.Add(customer.Id);
            stamp.Outdated.Remove(customer.Id);
            stamp.Take(customer);
        }
        else if (body.Consented is false)
        {
            stamp.Consented.Remove(customer.Id);
            stamp.Subscriptions.Remove(stamp.SubscriptionOf(customer.Id));
        }

        if (body.Outdated is true)
            stamp.Outdated.Add(customer.Id);
        else if (body.Outdated is false)
            stamp.Outdated.Remove(customer.Id);
        if (body.MappedTo is not { } subscription)
            return;
        foreach (string earlier in registration.Customers
            .Where(item => Ids.Same(item.Value, customer.Id))
            .Select(item => item.Key)
            .ToList())
            registration.Customers.Remove(earlier);
        if (subscription.Length == 0)
            return;
        if (world.AzureSubscription(subscription) is not { } found || !Ids.Same(found.Tenant, customer.Id))
            throw new ControlException($"'{subscription}' is no Azure subscription of {customer.Name}.");
        registration.Customers[found.Id] = customer.Id;
    }

    /// <summary><c>mappedTo</c> is an Azure subscription, or empty to take the mapping away.</summary>
    internal sealed record Body(
        string Deployment, string? Customer = null, bool? MultiTenancy = null, string? BillingModel = null, bool? Registered = null,
        bool? Consented = null, bool? Outdated = null, string? MappedTo = null);
}
