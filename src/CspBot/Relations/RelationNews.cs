using CspBot.Cloud;

namespace CspBot.Relations;

/// <summary>One thing to tell of a relationship.</summary>
/// <param name="Relation">As read now.</param>
/// <param name="CustomerName">As Partner Center says, else as Graph does.</param>
/// <param name="Request">Id of the request of this bot that made it; null where none did.</param>
internal sealed record RelationNews(DelegatedRelation Relation, string CustomerName, RelationStage Stage, string? Request);
