namespace CspBot.Sandbox;

/// <summary>What a customer's administrator does with a relation that the partner asked for, or has.</summary>
internal static class RelationAction
{
    /// <summary>
    /// <c>accept</c> or <c>reject</c> what waits (without <c>relation</c> the newest), <c>terminate</c> what is active; <c>ends</c> moves
    /// the end of what is active, <c>extends</c> whether it goes on by itself there.
    /// </summary>
    public static object Run(World world, Body body)
    {
        Customer customer = ControlActions.FindCustomer(world, body.Customer);
        Relation? asked = customer.Relations.LastOrDefault(relation =>
            body.Relation is null
                ? relation.At(world.Now).Status == (body.Action is "accept" or "reject" ? "approvalPending" : "active")
                : Ids.Same(relation.Id, body.Relation));
        switch (body.Action)
        {
            case "accept" when asked is not null:
                asked.Accept(world.Now);
                break;
            case "reject" when asked is not null:
                asked.End("terminated", world.Now);
                break;
            case "accept" when customer.Delegation == Delegation.ApprovalPending:
                (customer.Delegation, customer.RelationEnds) = (Delegation.Active, world.Now.AddDays(730));
                break;
            case "terminate" when asked is not null:
                asked.End("terminated", world.Now);
                break;
            case "terminate" when customer.Delegation == Delegation.Active:
                (customer.Delegation, customer.RelationTerminated, customer.RelationEnds) = (Delegation.Expired, true, world.Now);
                break;
            case null or "":
                break;
            default:
                throw new ControlException($"There is no relation of {customer.Name} to {body.Action}.");
        }

        if (asked is null)
        {
            customer.RelationEnds = body.Ends ?? customer.RelationEnds;
            customer.RelationExtends = body.Extends ?? customer.RelationExtends;
        }
        else
        {
            asked.Ends = body.Ends ?? asked.Ends;
            asked.Extends = body.Extends ?? asked.Extends;
        }

        return new { relation = asked?.Id ?? GraphRelationsApi.RelationId(customer) };
    }

    internal sealed record Body(
        string Customer, string? Action = null, string? Relation = null, DateTimeOffset? Ends = null, bool? Extends = null);
}
