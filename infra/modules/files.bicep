// A file share for the one file that the bot writes: the partner's refresh token (Partner:RefreshTokenFile), which all
// instances read and whichever renews it writes back.
param location string
param name string

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource service 'Microsoft.Storage/storageAccounts/fileServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource share 'Microsoft.Storage/storageAccounts/fileServices/shares@2025-06-01' = {
  parent: service
  name: 'partner'
  properties: {
    shareQuota: 1
    enabledProtocols: 'SMB'
  }
}

output name string = account.name
output shareName string = share.name
