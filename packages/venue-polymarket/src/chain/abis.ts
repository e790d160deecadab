import { parseAbi } from "viem";

/** Collateral and its allowances (ERC-20). */
export const ERC20_ABI = parseAbi([
  "function approve(address spender, uint256 amount) returns (bool)",
  "function allowance(address owner, address spender) view returns (uint256)",
]);

/** Contracts of outcomes and who may move them (ERC-1155). */
export const ERC1155_ABI = parseAbi([
  "function setApprovalForAll(address operator, bool approved)",
  "function isApprovedForAll(address account, address operator) view returns (bool)",
  "function balanceOf(address account, uint256 id) view returns (uint256)",
]);

/**
 * Both collateral adapters. They keep the shape of the ConditionalTokens calls and read nothing of them but the condition and the amount;
 * a redemption takes all that the caller holds of both outcomes.
 */
export const ADAPTER_ABI = parseAbi([
  "function splitPosition(address collateralToken, bytes32 parentCollectionId, bytes32 conditionId, uint256[] partition, uint256 amount)",
  "function mergePositions(address collateralToken, bytes32 parentCollectionId, bytes32 conditionId, uint256[] partition, uint256 amount)",
  "function redeemPositions(address collateralToken, bytes32 parentCollectionId, bytes32 conditionId, uint256[] indexSets)",
  "function convertPositions(bytes32 marketId, uint256 indexSet, uint256 amount)",
]);

/** The next protocol's router: conditions have 31 bytes. */
export const ROUTER_ABI = parseAbi([
  "function split(bytes31 conditionId, uint256 amount)",
  "function merge(bytes31 conditionId, uint256 amount)",
  "function redeem(bytes31 conditionId, uint256 outcomeIndex, uint256 amount)",
]);

/** The factory through which a key speaks for its proxy; type 1 is a plain call. */
export const PROXY_FACTORY_ABI = parseAbi([
  "function proxy((uint8 typeCode, address to, uint256 value, bytes data)[] calls) payable returns (bytes[] returnValues)",
]);

export const SAFE_ABI = parseAbi([
  "function execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures) payable returns (bool success)",
  "function nonce() view returns (uint256)",
  "function isOwner(address owner) view returns (bool)",
]);

export const MULTI_SEND_ABI = parseAbi(["function multiSend(bytes transactions) payable"]);
