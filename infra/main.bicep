// CspBot in Azure: two instances on Container Apps, PostgreSQL, Redis, a key vault, telemetry, and the Azure Bot with
// its Teams channel. Deployed into one resource group; README.md says how and in which order.
targetScope = 'resourceGroup'

@description('Region of everything that has one.')
param location string = resourceGroup().location

@description('Beginning of the names. Lower-case letters and digits.')
@minLength(3)
@maxLength(10)
param prefix string = 'cspbot'

@description('The registry that registry.bicep made.')
param registryName string

@description('Repository and tag of the image in that registry.')
param image string

@description('The partner\'s Entra tenant, the only one that is served.')
param partnerTenantId string

@description('The partner\'s app registration for Partner Center and the customers\' tenants.')
param partnerAppId string

@description('Its client secret. Goes into the key vault.')
@secure()
param partnerClientSecret string

@description('Object ids of the partner\'s role groups; an empty one gives nobody that role.')
param adminAgentsGroupId string
param salesAgentsGroupId string = ''
param helpdeskAgentsGroupId string = ''

@description('Object id of the group whose members decide requests.')
param approversGroupId string

@description('Channel or chat that also gets the approval cards; empty is none.')
param approvalsConversation string = ''

@description('Further settings by their environment names, such as Stack__Deployments__0__Name: [{ name, value }].')
param extraSettings array = []

@description('Password of the database\'s administrator. Goes into the key vault.')
@secure()
@minLength(20)
param databasePassword string

@description('Compute of the database.')
param databaseSku object = {
  name: 'Standard_B2s'
  tier: 'Burstable'
}

@description('A standby of the database in another zone. Not with the Burstable tier.')
param databaseStandby bool = false

@description('Compute of Redis.')
param redisSku string = 'Balanced_B0'

@description('Instances that always run. With two, one may go away for an update.')
@minValue(2)
param instances int = 2

@description('Spreads the instances over zones; only in regions that have them.')
param zoneRedundant bool = false

// Names that must be unique in the world end with this.
var suffix = uniqueString(resourceGroup().id)

module network 'modules/network.bicep' = {
  params: {
    location: location
    prefix: prefix
  }
}

module identity 'modules/identity.bicep' = {
  params: {
    location: location
    prefix: prefix
    registryName: registryName
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    location: location
    prefix: prefix
  }
}

module vault 'modules/vault.bicep' = {
  params: {
    location: location
    name: take('${prefix}-${suffix}', 24)
    readerPrincipalId: identity.outputs.principalId
    partnerClientSecret: partnerClientSecret
  }
}

module database 'modules/database.bicep' = {
  params: {
    location: location
    name: '${prefix}-${suffix}'
    subnetId: network.outputs.databaseSubnetId
    dnsZoneId: network.outputs.databaseDnsZoneId
    password: databasePassword
    sku: databaseSku
    standby: databaseStandby
    vaultName: vault.outputs.name
  }
}

module redis 'modules/redis.bicep' = {
  params: {
    location: location
    name: '${prefix}-${suffix}'
    sku: redisSku
    subnetId: network.outputs.endpointSubnetId
    dnsZoneId: network.outputs.redisDnsZoneId
    vaultName: vault.outputs.name
  }
}

module files 'modules/files.bicep' = {
  params: {
    location: location
    name: take('${prefix}${suffix}', 24)
  }
}

module app 'modules/app.bicep' = {
  params: {
    location: location
    prefix: prefix
    subnetId: network.outputs.appSubnetId
    identityId: identity.outputs.id
    registryServer: identity.outputs.registryServer
    image: image
    instances: instances
    zoneRedundant: zoneRedundant
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    storageName: files.outputs.name
    shareName: files.outputs.shareName
    secretUris: {
      'partner-client-secret': vault.outputs.partnerClientSecretUri
      'store-connection-string': database.outputs.connectionStringSecretUri
      'cache-redis': redis.outputs.settingSecretUri
    }
    settings: concat(
      [
        { name: 'Bot__AppId', value: identity.outputs.clientId }
        { name: 'Bot__AppType', value: 'UserAssignedMSI' }
        { name: 'Bot__ManagedIdentityClientId', value: identity.outputs.clientId }
        { name: 'Bot__TenantId', value: partnerTenantId }
        { name: 'Partner__TenantId', value: partnerTenantId }
        { name: 'Partner__AppId', value: partnerAppId }
        { name: 'Partner__AdminAgentsGroupId', value: adminAgentsGroupId }
        { name: 'Partner__SalesAgentsGroupId', value: salesAgentsGroupId }
        { name: 'Partner__HelpdeskAgentsGroupId', value: helpdeskAgentsGroupId }
        { name: 'Approvals__ApproversGroupId', value: approversGroupId }
        { name: 'Approvals__Conversation', value: approvalsConversation }
      ],
      extraSettings
    )
  }
}

module bot 'modules/bot.bicep' = {
  params: {
    name: '${prefix}-${suffix}'
    host: app.outputs.host
    tenantId: partnerTenantId
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
  }
}

@description('For the package command: --app-id and --domain.')
output appId string = identity.outputs.clientId
output domain string = app.outputs.host

@description('Where the refresh token file goes before the first start.')
output storageAccount string = files.outputs.name
output share string = files.outputs.shareName

output vaultName string = vault.outputs.name
